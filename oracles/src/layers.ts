import { Embedding, indices, Linear, parameter, seeded } from '@tbptt/core';
import { type Family, missing, type Runner } from './oracle.js';
import { singleTensor } from './precisions.js';
import { pullBack } from './pull-back.js';
import { compareGradients, load, type TorchParameters } from './torch-parameters.js';

const random = seeded(0); // initial weights are replaced by recorded ones

const linear: Runner = ({ fields, options }, comparison) => {
  const [outputs = 0, inputs = 0] = fields.array('weight').shape;
  const layer = new Linear(inputs, outputs, { random, bias: options.flag('bias', fields.has('bias')) });
  const parameters: TorchParameters = new Map([['weight', { parameter: layer.weight, transposed: true }]]);
  if (layer.bias !== undefined) parameters.set('bias', { parameter: layer.bias, transposed: false });
  load(parameters, fields);
  const x = parameter(singleTensor(fields.array('x')));
  const dy = singleTensor(fields.array('dy'));
  const [y] = pullBack({ layer, x }, () => [{ y: layer.forward(x), dy }]);
  comparison.array('y', y, fields.array('y'));
  comparison.array('dx', x.gradient, fields.array('dx'));
  compareGradients(comparison, parameters, fields, { prefix: 'd' });
};

const embedding: Runner = ({ fields }, comparison) => {
  const [symbols = 0, size = 0] = fields.array('weight').shape;
  const layer = new Embedding(symbols, size, { random });
  const parameters: TorchParameters = new Map([['weight', { parameter: layer.weight, transposed: false }]]);
  load(parameters, fields);
  const { shape, data } = fields.array('ids');
  const dy = singleTensor(fields.array('dy'));
  const [y] = pullBack(layer, () => [{ y: layer.forward(indices(shape, data)), dy }]);
  comparison.array('y', y, fields.array('y'));
  compareGradients(comparison, parameters, fields, { prefix: 'd' });
};

/** The files `layers`: `{ op, options, weight, bias, x, y, dy, dx, dweight, dbias }`. */
export const layers: Family = {
  linear,
  embedding,
  batchNorm1d: missing('core has no batch normalisation'),
  layerNorm: missing('core has no layer normalisation'),
};
