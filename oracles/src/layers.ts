import {
  BatchNorm,
  differentiate,
  Embedding,
  frozen,
  indices,
  LayerNorm,
  Linear,
  multiply,
  parameter,
  seeded,
  sum,
  type Tensor,
} from '@tbptt/core';
import type { Comparison } from './comparison.js';
import type { Fields } from './fields.js';
import type { Family, Runner } from './oracle.js';
import { singleTensor } from './precisions.js';
import { compareGradients, load, type TorchParameters, torchParametersOf } from './torch-parameters.js';

const random = seeded(0); // initial weights are replaced by recorded ones

const linear: Runner = ({ fields, options }, comparison) => {
  const [outputs = 0, inputs = 0] = fields.array('weight').shape;
  const layer = new Linear(inputs, outputs, { random, bias: options.flag('bias', fields.has('bias')) });
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  compareForwardAndBackward(comparison, layer, parameters, fields);
};

const embedding: Runner = ({ fields, options }, comparison) => {
  const [symbols = 0, size = 0] = fields.array('weight').shape;
  const paddingIndex = options.has('paddingIndex') ? options.number('paddingIndex') : undefined;
  const layer = new Embedding(symbols, size, { random, ...(paddingIndex !== undefined && { paddingIndex }) });
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  const { shape, data } = fields.array('ids');
  const dy = singleTensor(fields.array('dy'));
  const { y } = differentiateWith(layer, () => layer.forward(indices(shape, data)), dy);
  comparison.array('y', y, fields.array('y'));
  compareGradients(comparison, parameters, fields, { prefix: 'd' });
};

/**
 * `train`: steps one after the other, with the running statistics after each; `eval`: with these,
 * and their gradients too.
 */
const batchNorm1d: Runner = ({ fields, options }, comparison) => {
  const steps = fields.list('train');
  const channels = steps[0]?.array('x').shape[1] ?? 0;
  const layer = new BatchNorm(channels, {
    eps: options.number('eps', 1e-5),
    momentum: options.has('momentum') ? options.number('momentum') : 'cumulative', // PyTorch's null
    affine: options.flag('affine', true),
  });
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  steps.forEach((step, index) => {
    const label = `train ${index}, `;
    compareForwardAndBackward(comparison, layer, parameters, step, label);
    comparison.array(`${label}runningMean`, layer.runningMean, step.array('runningMean'));
    comparison.array(`${label}runningVar`, layer.runningVar, step.array('runningVar'));
    comparison.number(`${label}numBatchesTracked`, layer.numBatchesTracked.item(), index + 1);
  });
  const evaluation = fields.fields('eval');
  const outside = layer.forward(singleTensor(evaluation.array('x')));
  comparison.array('eval, y outside a step', outside, evaluation.array('y'));
  compareForwardAndBackward(comparison, frozen(layer), parameters, evaluation, 'eval, ');
};

const layerNorm: Runner = ({ fields, options }, comparison) => {
  const affine = options.flag('affine', fields.has('weight'));
  const { shape } = affine ? fields.array('weight') : { shape: options.numbers('shape') };
  const layer = new LayerNorm(shape, { eps: options.number('eps', 1e-5), affine });
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  compareForwardAndBackward(comparison, layer, parameters, fields);
};

/** Compares `y`, `dx` and the gradients of the parameters with what is recorded for `x` and `dy`. */
function compareForwardAndBackward(
  comparison: Comparison,
  layer: Pick<Linear, 'forward'>,
  parameters: TorchParameters,
  recorded: Fields,
  label = '',
): void {
  const x = parameter(singleTensor(recorded.array('x')));
  const dy = singleTensor(recorded.array('dy'));
  const trained = [x, ...[...parameters.values()].map(({ parameter }) => parameter)];
  const { y } = differentiateWith(trained, () => layer.forward(x), dy);
  comparison.array(`${label}y`, y, recorded.array('y'));
  comparison.array(`${label}dx`, x.gradient, recorded.array('dx'));
  compareGradients(comparison, parameters, recorded, { prefix: 'd', label });
}

/** A step that leaves the gradient of `sum(y dy)` in the parameters of `model`; returns `y`. */
function differentiateWith(model: object, compute: () => Tensor, dy: Tensor): { readonly y: Tensor } {
  return differentiate(model, () => {
    const y = compute();
    return { loss: sum(multiply(y, dy)), y };
  });
}

/**
 * The files `layers`: `{ op, options, weight, bias, x, y, dy, dx, dweight, dbias }`, for batch norm
 * `{ train: [...], eval }` of these.
 */
export const layers: Family = { linear, embedding, batchNorm1d, layerNorm };
