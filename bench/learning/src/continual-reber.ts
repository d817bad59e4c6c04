import { crossEntropy, type Random } from '@tbptt/core';
import { REBER_SYMBOLS } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { type Recurrent, type State, truncatedBPTT, validate } from '@tbptt/rnn';
import type { Check, Contender, Experiment } from './experiment.js';
import { Forgetful } from './forgetful.js';
import { inEnglish } from './format.js';
import { openLSTM } from './layers.js';
import { Reader } from './reader.js';
import { ReberStreams } from './reber-streams.js';
import { symbolsUntilError } from './symbols-until-error.js';

const V = REBER_SYMBOLS.length;
const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
/** Streams side by side, in training and in tests. */
const LANES = 10;
/** T, steps of a window. */
const WINDOW = 10;
/** Symbols of each training stream; then new ones begin, from the initial state. */
const STREAM = 500;
/** Symbols between two checks. */
const EVERY = 50_000;
/** Steps that are read at a time in a test with carried state, where it makes no difference. */
const TEST_WINDOW = 1000;
/** Symbols of each stream over which the cross-entropy is taken. */
const SHORT_TEST = 10_000;

const settings =
  `LSTM, ${HIDDEN} units; recurrent weights orthogonal, forget bias 1; Adam ${LEARNING_RATE}, gradient norm at most ${CLIP}; ` +
  `TBPTT(${WINDOW}, ${WINDOW}) on ${LANES} streams at once, new ones after ${STREAM} symbols`;

/**
 * Predicting the next symbol of Reber strings without a sign of where one ends: with the state
 * carried from window to window, and without.
 *
 * @param length symbols of each test stream. Default: a million, as in the paper.
 */
export function continualReber(length = 1_000_000): Experiment {
  const way = (training: Way, testing: Way): Pick<Contender, 'make' | 'train'> => ({
    make: (random) => new Reader(openLSTM(V, HIDDEN, random), V, { random }),
    train: (model, random) => lessons(model, random, { length, training, testing }),
  });
  return {
    title: 'Continual Reber grammar, with carried state and without',
    task:
      'Predict the next symbol of embedded Reber strings that follow one another without end (Gers, Schmidhuber & Cummins 2000). A string has 12 symbols on average, and ' +
      `windows of ${WINDOW} begin anywhere in it.`,
    criterion:
      `no wrong prediction in ${LANES} test streams of ${inEnglish(length)} symbols, which is the criterion of the paper; checked every ${inEnglish(EVERY)} symbols. ` +
      '"Symbols until an error" is how many are right in every stream before the first error in any; "excess nats" is the cross-entropy beyond that of the grammar.',
    unit: 'symbols',
    budget: 1_000_000,
    contenders: [
      { name: 'state carried', settings, ...way(carried, carried) },
      {
        name: 'state reset',
        settings: `${settings}; every window begins from the initial state, in training and in the test`,
        seeds: 10,
        ...way(forgetful, forgetful),
      },
      {
        name: 'reset in training only',
        settings: `${settings}; every window of training begins from the initial state, in the test the state is carried`,
        seeds: 10,
        ...way(forgetful, carried),
      },
    ],
    literature: {
      published: [
        {
          result: 'LSTM with forget gates: 18 % of the networks; with a learning rate that decays, 62 %',
          source: 'Gers, Schmidhuber & Cummins 2000',
        },
      ],
    },
  };
}

/** Whether a model keeps its state from window to window, and how long those are in a test. */
interface Way {
  readonly read: <S extends State>(model: Recurrent<S>) => Recurrent<S>;
  readonly window: number;
}
const carried: Way = { read: (model) => model, window: TEST_WINDOW };
const forgetful: Way = { read: (model) => new Forgetful(model), window: WINDOW };

interface Ways {
  /** Symbols of each test stream. */
  readonly length: number;
  readonly training: Way;
  readonly testing: Way;
}

function* lessons(
  model: Reader,
  random: Random,
  { length, training, testing }: Ways,
): Generator<Check, void, void> {
  const test = new ReberStreams(random, LANES, length);
  const shortTest = new ReberStreams(random, LANES, SHORT_TEST);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);
  const [trained, tested] = [training.read(model), testing.read(model)];

  for (let seen = 0; ; ) {
    const stream = new ReberStreams(random, LANES, STREAM);
    for (const { count } of truncatedBPTT(trained, stream, { k1: WINDOW, optimizer, loss: crossEntropy })) {
      seen += count;
    }
    if (seen % EVERY === 0) {
      const { loss } = validate(tested, shortTest, { window: testing.window, loss: crossEntropy });
      const untilError = symbolsUntilError(tested, test, testing.window);
      const success = untilError === length;
      const measures = { 'symbols until an error': untilError, 'excess nats': loss - optimum(shortTest) };
      yield { seen, finished: success, success, measures };
    }
  }
}

/** The cross-entropy of the grammar itself: the symbols that it allows are equally likely. */
function optimum(streams: ReberStreams): number {
  const { legal, count } = streams.window(0, streams.length);
  let sum = 0;
  for (let row = 0; row < count; row++) {
    sum += Math.log(legal.data.subarray(row * V, (row + 1) * V).reduce((allowed, bit) => allowed + bit, 0));
  }
  return sum / count;
}
