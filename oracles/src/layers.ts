import {
  AdditiveAttention,
  AvgPool1d,
  AvgPool2d,
  BatchNorm,
  Conv1d,
  Conv2d,
  differentiate,
  Embedding,
  frozen,
  indices,
  LayerNorm,
  Linear,
  MaxPool1d,
  MaxPool2d,
  MultiHeadAttention,
  multiply,
  type Pair,
  parameter,
  seeded,
  sum,
  Tensor,
} from '@tbptt/core';
import { fromTorch, toTorch } from '@tbptt/core/files';
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

/** A number for both directions, or one for each. */
function pairOf(options: Fields, name: string): Pair | undefined {
  if (!options.has(name)) return undefined;
  try {
    return options.number(name);
  } catch {
    const [height = Number.NaN, width = Number.NaN] = options.numbers(name);
    return [height, width];
  }
}

/** The options of windows that the file gives. */
function windowsOf<Names extends string>(
  options: Fields,
  ...names: readonly Names[]
): Partial<Record<Names, Pair>> {
  const given = names.map((name) => [name, pairOf(options, name)] as const);
  return Object.fromEntries(given.filter(([, pair]) => pair !== undefined)) as Partial<Record<Names, Pair>>;
}

/** The options of sequences that the file gives. */
function lengthsOf<Names extends string>(
  options: Fields,
  ...names: readonly Names[]
): Partial<Record<Names, number>> {
  const given = names
    .filter((name) => options.has(name))
    .map((name) => [name, options.number(name)] as const);
  return Object.fromEntries(given) as Partial<Record<Names, number>>;
}

const conv2d: Runner = ({ fields, options }, comparison) => {
  const [outputs = 0, each = 0] = fields.array('weight').shape;
  const groups = options.number('groups', 1);
  const layer = new Conv2d(each * groups, outputs, pairOf(options, 'kernel') ?? 1, {
    random,
    groups,
    bias: options.flag('bias', true),
    ...windowsOf(options, 'stride', 'padding', 'dilation'),
  });
  compareLayer(comparison, layer, fields);
};

const conv1d: Runner = ({ fields, options }, comparison) => {
  const [outputs = 0, each = 0] = fields.array('weight').shape;
  const groups = options.number('groups', 1);
  const layer = new Conv1d(each * groups, outputs, options.number('kernel'), {
    random,
    groups,
    bias: options.flag('bias', true),
    ...lengthsOf(options, 'stride', 'padding', 'dilation'),
  });
  compareLayer(comparison, layer, fields);
};

/** Pooling over images. */
function pooling2d(Layer: typeof MaxPool2d | typeof AvgPool2d): Runner {
  return ({ fields, options }, comparison) => {
    const layer = new Layer(pairOf(options, 'kernel') ?? 1, {
      ...windowsOf(options, 'stride', 'padding'),
      ...countingOf(options),
    });
    compareLayer(comparison, layer, fields);
  };
}

/** Whether a mean counts the padding, if the file says so. */
function countingOf(options: Fields): { readonly countIncludePad?: boolean } {
  return options.has('countIncludePad') ? { countIncludePad: options.flag('countIncludePad', true) } : {};
}

/** Pooling over sequences. */
function pooling1d(Layer: typeof MaxPool1d | typeof AvgPool1d): Runner {
  return ({ fields, options }, comparison) => {
    const layer = new Layer(options.number('kernel'), {
      ...lengthsOf(options, 'stride', 'padding'),
      ...countingOf(options),
    });
    compareLayer(comparison, layer, fields);
  };
}

const multiHeadAttentionModule: Runner = ({ fields, options }, comparison) => {
  const x = singleTensor(fields.array('x'));
  const bias = options.flag('bias', true);
  const layer = new MultiHeadAttention(x.shape[2] ?? 0, options.number('heads'), { random, bias });
  const names = Object.keys(toTorch(layer));
  fromTorch(layer, Object.fromEntries(names.map((name) => [name, singleTensor(fields.array(name))])));
  comparison.array('y', layer.forward(x), fields.array('y'));
  for (const [name, entry] of Object.entries(toTorch(layer))) {
    if (entry instanceof Tensor) comparison.array(name, entry, fields.array(name));
  }
};

const multiHeadAttention: Runner = ({ fields, options }, comparison) => {
  const [, , size = 0] = fields.array('queries').shape;
  const bias = options.flag('bias', true);
  const layer = new MultiHeadAttention(size, options.number('heads'), { random, bias });
  const mask = fields.has('mask') ? singleTensor(fields.array('mask')) : undefined;
  const causal = options.flag('causal', false);
  const { query, key, value, output } = layer; // each recorded by itself
  const parts = { query, key, value, output };
  compareAttention(comparison, parts, fields, ['queries', 'keys', 'values'], ([q, k, v]) => {
    const { outputs, weights } = layer.attend(q as Tensor, k as Tensor, v as Tensor, { mask, causal });
    return { y: outputs, weights };
  });
};

const additiveAttention: Runner = ({ fields }, comparison) => {
  const [hidden = 0, size = 0] = fields.array('key.weight').shape;
  const [, querySize = 0] = fields.array('queries').shape;
  const layer = new AdditiveAttention(querySize, size, hidden, { random });
  const mask = fields.has('mask') ? singleTensor(fields.array('mask')) : undefined;
  compareAttention(comparison, layer, fields, ['queries', 'keys'], ([queries, keys]) => {
    const memory = layer.remember(keys as Tensor, { mask });
    const { context, weights } = layer.attend(queries as Tensor, memory);
    return { y: context, weights };
  });
};

/** Compares `y`, `weights` and the gradients of the inputs and the parameters. */
function compareAttention(
  comparison: Comparison,
  layer: object,
  fields: Fields,
  names: readonly string[],
  attend: (inputs: readonly Tensor[]) => { readonly y: Tensor; readonly weights: Tensor },
): void {
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  const inputs = names.map((name) => parameter(singleTensor(fields.array(name))));
  const trained = [...inputs, ...[...parameters.values()].map(({ parameter }) => parameter)];
  const dy = singleTensor(fields.array('dy'));
  const { y, weights } = differentiate(trained, () => {
    const { y, weights } = attend(inputs);
    return { loss: sum(multiply(y, dy)), y, weights };
  });
  comparison.array('y', y, fields.array('y'));
  comparison.array('weights', weights, fields.array('weights'));
  names.forEach((name, i) => comparison.array(`d${name}`, inputs[i]?.gradient, fields.array(`d${name}`)));
  compareGradients(comparison, parameters, fields, { prefix: 'd' });
}

/** Loads the recorded weights and compares forward and backward. */
function compareLayer(comparison: Comparison, layer: Pick<Linear, 'forward'>, fields: Fields): void {
  const parameters = torchParametersOf(layer);
  load(parameters, fields);
  compareForwardAndBackward(comparison, layer, parameters, fields);
}

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
export const layers: Family = {
  linear,
  embedding,
  batchNorm1d,
  layerNorm,
  conv1d,
  conv2d,
  maxPool1d: pooling1d(MaxPool1d),
  maxPool2d: pooling2d(MaxPool2d),
  avgPool1d: pooling1d(AvgPool1d),
  avgPool2d: pooling2d(AvgPool2d),
  multiHeadAttention,
  multiHeadAttentionModule,
  additiveAttention,
};
