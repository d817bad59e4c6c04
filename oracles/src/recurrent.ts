import { parameter, seeded, stack, type Tensor, zeros } from '@tbptt/core';
import {
  GRU,
  LSTM,
  type ProjectionOptions,
  type RecurrentLayer,
  type RecurrentLayerOptions,
  RNN,
  Stack,
} from '@tbptt/rnn';
import type { Fields } from './fields.js';
import { partOf } from './number-array.js';
import { type Family, type Runner, Unsupported } from './oracle.js';
import { singleTensor } from './precisions.js';
import { pullBack, type Result } from './pull-back.js';
import { compareGradients, load, recurrentParameters, requireAllKnown } from './torch-parameters.js';

type NewLayer = (
  inputs: number,
  hidden: number,
  options: RecurrentLayerOptions & ProjectionOptions,
) => RecurrentLayer;

const random = seeded(0); // initial weights are replaced by recorded ones

/**
 * `y, hn, cn = op(x, h0, c0)` and the gradients of `sum(y dy) + sum(hn dhn) + sum(cn dcn)` by the inputs, the initial states and every parameter.
 * What is recorded of a state `s` has the names `s0`, `sn`, `ds0` and `dsn`, each [L, B, H].
 */
function recurrentLayers(newLayer: NewLayer): Runner {
  return ({ fields, options }, comparison) => {
    const { layers, parameters } = build(newLayer, fields, options);
    const network = new Stack(layers);
    const x = parameter(singleTensor(fields.array('x')));
    const [, lanes = 0] = x.shape;
    const names = layers[0]?.cell.states ?? [];
    const initial = network.initialState(lanes).map((state, index) => {
      const start = (name: string): Tensor =>
        fields.has(`${name}0`) ? part(fields, `${name}0`, index) : (state[name] as Tensor);
      return Object.fromEntries(names.map((name) => [name, parameter(start(name))]));
    });

    const [y, ...finals] = pullBack({ network, x, initial }, () => {
      const unrolled = network.unroll(x, initial);
      const states = names.flatMap((name) =>
        unrolled.state.map((state, index): Result => {
          const final = state[name] as Tensor;
          const seed = `d${name}n`;
          return { y: final, dy: fields.has(seed) ? part(fields, seed, index) : zeros(final.shape) };
        }),
      );
      return [{ y: unrolled.outputs, dy: singleTensor(fields.array('dy')) }, ...states];
    });

    comparison.array('y', y, fields.array('y'));
    comparison.array('dx', x.gradient, fields.array('dx'));
    names.forEach((name, index) => {
      const final = finals.slice(index * layers.length, (index + 1) * layers.length);
      comparison.array(`${name}n`, stack(final), fields.array(`${name}n`));
      const gradients = initial.map((state) => state[name]?.gradient ?? zeros([lanes, 0]));
      if (fields.has(`d${name}0`)) comparison.array(`d${name}0`, stack(gradients), fields.array(`d${name}0`));
    });
    compareGradients(comparison, parameters, fields.fields('gradients'));
  };
}

function build(newLayer: NewLayer, fields: Fields, options: Fields) {
  if (fields.has('lengths')) throw new Unsupported('rnn has no sequences of different lengths in one batch');
  if (options.flag('bidirectional', false)) throw new Unsupported('rnn has no bidirectional layers');
  const inputs = options.number('inputSize');
  const hidden = options.number('hiddenSize');
  const projection = options.number('projectionSize', 0);
  const outputs = projection > 0 ? projection : hidden;
  const layerOptions = {
    random,
    bias: options.flag('bias', true),
    ...(projection > 0 ? { projection } : {}),
  };
  const layers = Array.from({ length: options.number('layers', 1) }, (_, index) =>
    newLayer(index === 0 ? inputs : outputs, hidden, layerOptions),
  );
  const parameters = recurrentParameters(layers);
  const recorded = fields.fields('parameters');
  requireAllKnown(parameters, recorded);
  load(parameters, recorded);
  return { layers, parameters };
}

/** What is recorded for layer `index` of a state: [B, H] of [L, B, H]. */
function part(fields: Fields, name: string, index: number): Tensor {
  return singleTensor(partOf(fields.array(name), index));
}

/** The files `recurrent`: `{ op, options, parameters, gradients, x, h0, c0, y, hn, cn, dy, dhn, dcn, dx, dh0, dc0 }`. */
export const recurrent: Family = {
  RNN_TANH: recurrentLayers(
    (inputs, hidden, options) => new RNN(inputs, hidden, { ...options, nonlinearity: 'tanh' }),
  ),
  RNN_RELU: recurrentLayers(
    (inputs, hidden, options) => new RNN(inputs, hidden, { ...options, nonlinearity: 'relu' }),
  ),
  LSTM: recurrentLayers((inputs, hidden, options) => new LSTM(inputs, hidden, options)),
  GRU: recurrentLayers((inputs, hidden, options) => new GRU(inputs, hidden, options)),
};
