import { crossEntropy, differentiate, type Indices, indices, seeded, type Tensor } from '@tbptt/core';
import { clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import {
  CharLM,
  GRU,
  type LayerClass,
  LSTM,
  RNN,
  type Stepper,
  type Stream,
  truncatedBPTT,
} from '@tbptt/rnn';
import { type Comparison, type Tolerance, TRAINING } from './comparison.js';
import type { Fields } from './fields.js';
import { FixtureError } from './fixture-error.js';
import type { NumberArray } from './number-array.js';
import { type Family, type OracleCase, type Runner, Unsupported } from './oracle.js';
import { chainOf } from './torch-chains.js';
import {
  compareGradients,
  compareValues,
  load,
  requireAllKnown,
  type TorchParameters,
  torchParametersOf,
} from './torch-parameters.js';

/**
 * Weights after a whole run. An adaptive optimizer divides by the root of the squared gradient, so
 * an element whose gradient is hardly more than rounding takes full steps in a direction that
 * rounding decides; the loss hardly depends on it.
 */
const FINAL_WEIGHTS: Tolerance = { absolute: 1e-4, relative: 1e-3 };

/** A language model with recorded weights. */
interface Recorded {
  readonly model: CharLM;
  readonly parameters: TorchParameters;
}

function languageModel(cell: LayerClass, layers: number, { fields, options }: OracleCase): Recorded {
  const random = seeded(0); // the initial weights are replaced by the recorded ones
  const model = new CharLM(options.number('vocab'), {
    hidden: options.number('hidden'),
    layers,
    cell,
    random,
  });
  const parameters = torchParametersOf(model);
  const initial = fields.fields('initial');
  const absent = [...parameters.keys()].filter((name) => !initial.has(name));
  if (absent.length > 0) throw new Unsupported(`CharLM cannot do without ${absent.join(', ')}`);
  requireAllKnown(parameters, initial);
  load(parameters, initial);
  return { model, parameters };
}

/** Symbols `ids[t][b]` as a stream of `length` steps: the target of each is the symbol that follows. */
function streamOf(ids: NumberArray, length: number): Stream {
  const [rows = 0, lanes = 0] = ids.shape;
  if (rows <= length)
    throw new FixtureError('ids', `there are ${rows} rows of symbols; ${length} steps need one more.`);
  const cut = (start: number, steps: number): Indices =>
    indices([steps, lanes], Array.from(ids.data).slice(start * lanes, (start + steps) * lanes));
  return {
    lanes,
    length,
    window: (start, wanted) => {
      const steps = Math.min(wanted, length - start);
      return { inputs: cut(start, steps), targets: cut(start + 1, steps), count: steps * lanes };
    },
  };
}

/**
 * A run of `steps` updates with carried state: the loss and the norm of the gradient at every
 * update, and the weights at the end.
 */
function training(cell: LayerClass): Runner {
  return (oracleCase, comparison) => {
    const { fields, options } = oracleCase;
    const { model, parameters } = languageModel(cell, options.number('layers', 1), oracleCase);
    const window = options.number('window');
    const steps = options.number('steps');
    const clip = clipByGlobalNorm(options.number('maxNorm', Number.POSITIVE_INFINITY));
    const chain = chainOf(options.text('optimizer'), options.fields('optimizerOptions', true));
    const optimizer = new Optimizer(model, [clip, chain]);
    const losses: number[] = [];
    const norms: number[] = [];
    const stream = streamOf(fields.array('ids'), steps * window);
    requireLanes(stream, options);
    for (const { loss } of truncatedBPTT(model, stream, { k1: window, optimizer, loss: crossEntropy })) {
      losses.push(loss);
      norms.push(optimizer.gradientNorm ?? Number.NaN);
    }
    compareList(comparison, 'losses', losses, fields.numbers('losses'));
    compareList(comparison, 'gradNorms', norms, fields.numbers('gradNorms'));
    compareValues(comparison, parameters, fields.fields('final'), FINAL_WEIGHTS);
  };
}

function requireLanes(stream: Stream, options: Fields): void {
  const lanes = options.number('batch', stream.lanes);
  if (lanes !== stream.lanes)
    throw new FixtureError(options.where, `batch is ${lanes}, but ids has ${stream.lanes} lanes.`);
}

function compareList(
  comparison: Comparison,
  field: string,
  actual: readonly number[],
  expected: readonly number[],
): void {
  comparison.array(
    field,
    { shape: [actual.length], data: actual },
    { shape: [expected.length], data: expected },
    TRAINING,
  );
}

/** Differentiates and updates nothing. */
function differentiating(model: object): Stepper {
  return { step: (closure) => differentiate(model, closure) };
}

const summed = (outputs: Tensor, targets: Indices): Tensor =>
  crossEntropy(outputs, targets, { reduction: 'sum' });

/** The loss, the steps and the gradients of every update of TBPTT(k1, k2), the parameters always the same. */
const truncation: Runner = (oracleCase, comparison) => {
  const { fields, options } = oracleCase;
  const initial = fields.fields('initial');
  const { model, parameters } = languageModel(
    cellOf(initial, options),
    layersOf(initial, options),
    oracleCase,
  );
  const updates = fields.list('updates');
  const found = truncatedBPTT(model, streamOf(fields.array('ids'), options.number('T')), {
    k1: options.number('k1'),
    k2: options.number('k2'),
    optimizer: differentiating(model),
    loss: summed,
    weightByLength: false, // the loss is a sum
  });
  let count = 0;
  for (const { loss, position } of found) {
    const update = updates[count];
    if (update !== undefined) {
      const label = `updates[${count}]: `;
      comparison.number(`${label}start`, position.from, update.number('start'));
      comparison.number(`${label}end`, position.end, update.number('end'));
      comparison.number(`${label}loss`, loss, update.number('loss'));
      compareGradients(comparison, parameters, update.fields('gradients'), { label });
    }
    count++;
  }
  comparison.number('how many updates', count, updates.length);
};

const cells: Readonly<Record<string, LayerClass>> = { RNN, LSTM, GRU };
const cellByGates: ReadonlyMap<number, LayerClass> = new Map<number, LayerClass>([
  [1, RNN],
  [3, GRU],
  [4, LSTM],
]);

/** The cell, by its name if it is recorded, else by how many gates its weights have. */
function cellOf(initial: Fields, options: Fields): LayerClass {
  const name = options.text('cell', '');
  const { shape } = initial.array('rnn.weight_hh_l0');
  const cell = name === '' ? cellByGates.get((shape[0] ?? 0) / (shape[1] ?? 1)) : cells[name.toUpperCase()];
  if (cell === undefined)
    throw new Unsupported(`rnn has no cell with recurrent weights [${shape.join(', ')}]`);
  return cell;
}

function layersOf(initial: Fields, options: Fields): number {
  return options.number('layers', initial.names.filter((name) => name.startsWith('rnn.weight_hh_l')).length);
}

/**
 * The files `tbptt`: training runs under the name of their cell, and the gradients of TBPTT(k1, k2)
 * window by window.
 */
export const tbptt: Family = {
  RNN: training(RNN),
  LSTM: training(LSTM),
  GRU: training(GRU),
  'TBPTT(k1,k2)': truncation,
};
