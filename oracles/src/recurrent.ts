import { add, differentiate, multiply, parameter, seeded, stack, sum, Tensor, zeros } from '@tbptt/core';
import {
  Bidirectional,
  type BidirectionalState,
  GRU,
  type LayerState,
  LSTM,
  type ProjectionOptions,
  type RecurrentLayer,
  type RecurrentLayerOptions,
  RNN,
  Stack,
  type State,
  type UnrollableLayer,
} from '@tbptt/rnn';
import type { Fields } from './fields.js';
import { partOf } from './number-array.js';
import type { Family, Runner } from './oracle.js';
import { singleTensor } from './precisions.js';
import { compareGradients, load, requireAllKnown, torchParametersOf } from './torch-parameters.js';

type NewLayer = (
  inputs: number,
  hidden: number,
  options: RecurrentLayerOptions & ProjectionOptions,
) => RecurrentLayer;

const random = seeded(0); // initial weights are replaced by recorded ones

/**
 * `y, hn, cn = op(x, h0, c0)` and the gradients of `sum(y dy) + sum(hn dhn) + sum(cn dcn)` by the
 * inputs, the initial states and every parameter. What is recorded of a state `s` has the names
 * `s0`, `sn`, `ds0` and `dsn`, each [L, B, H].
 */
function recurrentLayers(newLayer: NewLayer): Runner {
  return ({ fields, options }, comparison) => {
    const { network, runs, parameters } = build(newLayer, fields, options);
    const x = parameter(singleTensor(fields.array('x')));
    const [, lanes = 0] = x.shape;
    const names = runs[0]?.cell.states ?? [];
    const initial = runs.map((run, index) => {
      const zero = run.initialState(lanes);
      const start = (name: string): Tensor =>
        fields.has(`${name}0`) ? part(fields, `${name}0`, index) : (zero[name] as Tensor);
      return Object.fromEntries(names.map((name) => [name, parameter(start(name))]));
    });
    const lengths = fields.has('lengths') ? fields.numbers('lengths') : undefined;

    const { y, finals } = differentiate({ network, x, initial }, () => {
      const unrolled = network.unroll(x, joinStates(network, initial), lengths && { lengths });
      const last = unrolled.state.flatMap(splitState);
      const states = names.flatMap((name) =>
        last.map((state, index) => {
          const final = state[name] as Tensor;
          const seed = `d${name}n`;
          return { final, dy: fields.has(seed) ? part(fields, seed, index) : zeros(final.shape) };
        }),
      );
      const seeded = states.map(({ final, dy }) => sum(multiply(final, dy)));
      const loss = sum(multiply(unrolled.outputs, singleTensor(fields.array('dy'))));
      return {
        loss: seeded.reduce(add, loss),
        y: unrolled.outputs,
        finals: states.map(({ final }) => final),
      };
    });

    comparison.array('y', y, fields.array('y'));
    comparison.array('dx', x.gradient, fields.array('dx'));
    names.forEach((name, index) => {
      const final = finals.slice(index * runs.length, (index + 1) * runs.length);
      comparison.array(`${name}n`, stack(final), fields.array(`${name}n`));
      const gradients = initial.map((state) => state[name]?.gradient ?? zeros([lanes, 0]));
      if (fields.has(`d${name}0`)) comparison.array(`d${name}0`, stack(gradients), fields.array(`d${name}0`));
    });
    compareGradients(comparison, parameters, fields.fields('gradients'));
  };
}

/** The state of one layer of the stack: of a single run, or of a run in each direction. */
type LevelState = RunState | BidirectionalState<RunState>;
type RunState = LayerState<string>;

/** The states of all runs, in PyTorch's order, as the stack takes them. */
function joinStates({ layers }: Stack, runs: readonly RunState[]): readonly State[] {
  const rest = [...runs];
  const next = (): RunState => rest.shift() ?? {};
  return layers.map((layer) =>
    layer instanceof Bidirectional ? { forward: next(), backward: next() } : next(),
  );
}

/** The states of the runs of one layer. */
function splitState(state: State): readonly RunState[] {
  const level = state as LevelState;
  return 'forward' in level && !(level.forward instanceof Tensor)
    ? [level.forward, level.backward as RunState]
    : [level as RunState];
}

/**
 * A stack, and the single runs over the sequence that it is made of: in PyTorch's order, both
 * directions of a layer side by side.
 */
function build(newLayer: NewLayer, fields: Fields, options: Fields) {
  const inputs = options.number('inputSize');
  const hidden = options.number('hiddenSize');
  const projection = options.number('projectionSize', 0);
  const bidirectional = options.flag('bidirectional', false);
  const outputs = (projection > 0 ? projection : hidden) * (bidirectional ? 2 : 1);
  const layerOptions = {
    random,
    bias: options.flag('bias', true),
    ...(projection > 0 ? { projection } : {}),
  };
  const runs: RecurrentLayer[] = [];
  const newRun = (index: number): RecurrentLayer => {
    const run = newLayer(index === 0 ? inputs : outputs, hidden, layerOptions);
    runs.push(run);
    return run;
  };
  const layers = Array.from({ length: options.number('layers', 1) }, (_, index): UnrollableLayer => {
    const forward = newRun(index);
    return bidirectional ? new Bidirectional(forward, newRun(index)) : forward;
  });
  const network = new Stack(layers);
  const parameters = torchParametersOf(network);
  const recorded = fields.fields('parameters');
  requireAllKnown(parameters, recorded);
  load(parameters, recorded);
  return { network, runs, parameters };
}

/** What is recorded for layer `index` of a state: [B, H] of [L, B, H]. */
function part(fields: Fields, name: string, index: number): Tensor {
  return singleTensor(partOf(fields.array(name), index));
}

/**
 * The files `recurrent`:
 * `{ op, options, parameters, gradients, x, h0, c0, y, hn, cn, dy, dhn, dcn, dx, dh0, dc0 }`.
 */
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
