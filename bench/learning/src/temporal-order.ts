import { crossEntropy, evaluate, type Random, softmax, type Tensor } from '@tbptt/core';
import { temporalOrder as sequences, TEMPORAL_ORDER_SYMBOLS } from '@tbptt/data';
import { adam, clipByGlobalNorm, exponential, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { inEnglish } from './format.js';
import { inWords } from './in-words.js';
import { chronoLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

const V = TEMPORAL_ORDER_SYMBOLS.length;
const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
const BATCH = 20;
/** Training ends when so many sequences in a row were classified correctly. */
const IN_A_ROW = 2000;
/** Sequences between two checks. */
const EVERY = 1000;
const TEST = 2560;

/** What differs between the experiments of the paper. */
interface Version {
  readonly name: string;
  readonly places: string;
  readonly question: string;
  /** Sequences that the LSTM of the paper needed. */
  readonly needed: number;
  /** Updates in which the learning rate falls to its half. Default: it stays as it is. */
  readonly halfLife?: number;
}

const VERSIONS: Readonly<Record<2 | 3, Version>> = {
  2: {
    name: '6a',
    places: 'at one of the steps 10 to 20 and at one of 50 to 60',
    question: 'which stood first and which second',
    needed: 31_390,
  },
  3: {
    name: '6b',
    places: 'at one of the steps 10 to 20, at one of 33 to 43 and at one of 66 to 76',
    question: 'which stood first, second and third, one of eight classes',
    needed: 571_100,
    halfLife: 500,
  },
};

/** The sizes of `temporalOrder`. */
export interface TemporalOrderSizes {
  /** The number of symbols whose order is asked for. */
  readonly relevant: 2 | 3;
  /** The smallest length. Default: 100. */
  readonly steps?: number;
}

/** Telling the order of two or three symbols, 13 to 50 steps apart, up to 60 steps after the last. */
export function temporalOrder({ relevant, steps = 100 }: TemporalOrderSizes): Experiment {
  const classes = 2 ** relevant;
  const longest = Math.floor(1.1 * steps);
  const { name, places, question, needed, halfLife } = VERSIONS[relevant];
  const training = { hidden: HIDDEN, learningRate: LEARNING_RATE, clip: CLIP, batch: BATCH };
  const settings = inWords({ ...training, ...(halfLife !== undefined && { halfLife }) });
  const train = (model: Reader, random: Random) => lessons(model, { relevant, steps }, random);
  return {
    title: relevant === 2 ? 'Temporal order' : 'Temporal order, three symbols',
    task:
      `In ${steps} to ${longest} symbols, X or Y stands ${places}; say after the last symbol ${question} ` +
      `(Hochreiter & Schmidhuber 1997, experiment ${name}). Every sequence is new.`,
    criterion:
      `below 1 % of ${TEST} test sequences wrong. A sequence is right when the probability of its class is within 0.3 of 1, and of every other within 0.3 of 0. ` +
      `Training ends when the last ${IN_A_ROW} sequences were right, each taken before it was learned from, as in the paper, whose LSTM needed ${inEnglish(needed)} sequences.`,
    unit: 'sequences',
    budget: 60_000,
    contenders: [
      {
        name: 'LSTM',
        settings: `${settings}, gate biases by chrono initialization for ${longest} steps`,
        make: (random) => new Reader(chronoLSTM(V, HIDDEN, longest, random), classes, { random }),
        train,
      },
      {
        name: 'RNN',
        settings,
        seeds: 5,
        make: (random) => new Reader(plainRNN(V, HIDDEN, random), classes, { random }),
        train,
      },
    ],
    literature: {
      published: [
        { result: `LSTM: ${inEnglish(needed)} sequences`, source: 'Hochreiter & Schmidhuber 1997' },
      ],
    },
  };
}

function* lessons(
  model: Reader,
  sizes: Required<TemporalOrderSizes>,
  random: Random,
): Generator<Check, void, void> {
  const test = sequences(random, { ...sizes, lanes: TEST });
  const { halfLife = Number.POSITIVE_INFINITY } = VERSIONS[sizes.relevant];
  const learningRate = exponential(LEARNING_RATE, { factor: 0.5 ** (1 / halfLife) });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate })]);
  let inARow = 0;

  for (let seen = BATCH; ; seen += BATCH) {
    const { inputs, lengths, targets } = sequences(random, { ...sizes, lanes: BATCH });
    const { probabilities } = optimizer.step(() => {
      const answers = model.answer(inputs, { lengths });
      return { loss: crossEntropy(answers, targets), probabilities: softmax(answers) };
    });
    inARow = wrong(probabilities, targets.data) === 0 ? inARow + BATCH : 0;
    const finished = inARow >= IN_A_ROW;
    if (finished || seen % EVERY === 0) {
      const answers = evaluate(() => softmax(model.answer(test.inputs, { lengths: test.lengths })));
      const errors = wrong(answers, test.targets.data);
      yield { seen, finished, success: errors < 0.01 * TEST, measures: { [`wrong of ${TEST}`]: errors } };
    }
  }
}

/** How many sequences have a probability `[B, K]` that is 0.3 or more from what it should be. */
export function wrong(probabilities: Tensor, targets: Int32Array): number {
  const p = probabilities.toFloats();
  const classes = p.length / targets.length;
  const off = (target: number, b: number): boolean =>
    p
      .subarray(b * classes, (b + 1) * classes)
      .some((each, k) => Math.abs(each - Number(k === target)) >= 0.3);
  return targets.filter(off).length;
}
