import { crossEntropy, evaluate, type Random, softmax, type Tensor } from '@tbptt/core';
import { temporalOrder as sequences, TEMPORAL_ORDER_SYMBOLS } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { chronoLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

const V = TEMPORAL_ORDER_SYMBOLS.length;
const CLASSES = 4;
const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
const BATCH = 20;
/** Training ends when this many sequences in a row were classified correctly. */
const IN_A_ROW = 2000;
/** Sequences between two checks. */
const EVERY = 1000;
const TEST = 2560;

const settings = `${HIDDEN} units; Adam ${LEARNING_RATE}, gradient norm at most ${CLIP}; ${BATCH} sequences in each update; recurrent weights orthogonal`;

/** Telling the order of two symbols, 30 to 50 steps apart, 40 to 60 steps after the second. */
export const temporalOrder: Experiment = {
  title: 'Temporal order',
  task:
    'In 100 to 110 symbols, X or Y stands at one of the steps 10 to 20 and at one of 50 to 60; say after the last symbol which stood first and which second ' +
    '(Hochreiter & Schmidhuber 1997, experiment 6a). Every sequence is new.',
  criterion:
    `below 1 % of ${TEST} test sequences wrong. A sequence is right when the probability of its class is within 0.3 of 1, and of every other within 0.3 of 0. ` +
    `Training ends when the last ${IN_A_ROW} sequences were right, each taken before it was learned from, as in the paper, whose LSTM needed 31,390 sequences.`,
  unit: 'sequences',
  budget: 60_000,
  contenders: [
    {
      name: 'LSTM',
      settings: `${settings}, gate biases by chrono initialization for 110 steps`,
      train: (random) => train(new Reader(chronoLSTM(V, HIDDEN, 110, random), CLASSES, { random }), random),
    },
    {
      name: 'RNN',
      settings,
      train: (random) => train(new Reader(plainRNN(V, HIDDEN, random), CLASSES, { random }), random),
    },
  ],
};

function* train(model: Reader, random: Random): Generator<Check, void, void> {
  const test = sequences(random, { lanes: TEST });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);
  let inARow = 0;

  for (let seen = BATCH; ; seen += BATCH) {
    const { inputs, lengths, targets } = sequences(random, { lanes: BATCH });
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

/** How many sequences have a probability `[B, 4]` that is 0.3 or more from what it should be. */
export function wrong(probabilities: Tensor, targets: Int32Array): number {
  const p = probabilities.toFloats();
  const off = (target: number, b: number): boolean =>
    p
      .subarray(b * CLASSES, (b + 1) * CLASSES)
      .some((each, k) => Math.abs(each - Number(k === target)) >= 0.3);
  return targets.filter(off).length;
}
