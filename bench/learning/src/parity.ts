import { binaryCrossEntropyWithLogits, evaluate, type Random, type Tensor, tensor } from '@tbptt/core';
import { parity as sequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { inWords } from './in-words.js';
import { openLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

/** T in training. */
const STEPS = 50;
/** T in the test. */
const TEST_STEPS = 1000;
const TEST = 100;
const HIDDEN = 16;
const LEARNING_RATE = 0.01;
const CLIP = 1;
const BATCH = 20;
/** Sequences between two checks. */
const EVERY = 1000;

const settings = inWords({ hidden: HIDDEN, learningRate: LEARNING_RATE, clip: CLIP, batch: BATCH });

/** Running parity: a bit that every input may turn, and that must never be lost. */
export const parity: Experiment = {
  title: 'Parity',
  task: `After each of ${STEPS} bits say whether the number of ones so far is odd. Every sequence is new.`,
  criterion:
    `every answer right in ${TEST} test sequences of ${TEST_STEPS.toLocaleString('en-US')} bits, ${TEST_STEPS / STEPS} times as long as those of training; ` +
    `checked every ${EVERY.toLocaleString('en-US')} sequences.`,
  unit: 'sequences',
  budget: 50_000,
  contenders: [
    {
      name: 'LSTM',
      settings: `${settings}, forget bias 1`,
      make: (random) => new Reader(openLSTM(1, HIDDEN, random), 1, { random }),
      train,
    },
    {
      name: 'RNN',
      settings,
      make: (random) => new Reader(plainRNN(1, HIDDEN, random), 1, { random }),
      train,
    },
  ],
};

function* train(model: Reader, random: Random): Generator<Check, void, void> {
  const test = draw(TEST_STEPS, TEST, random);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);

  for (let seen = BATCH; ; seen += BATCH) {
    const { inputs, targets } = draw(STEPS, BATCH, random);
    optimizer.step(() => binaryCrossEntropyWithLogits(model.read(inputs), targets));
    if (seen % EVERY === 0) {
      const right = shareRight(
        evaluate(() => model.read(test.inputs)),
        test.targets,
      );
      yield { seen, finished: right === 1, success: right === 1, measures: { '% right': 100 * right } };
    }
  }
}

function draw(
  steps: number,
  lanes: number,
  random: Random,
): { readonly inputs: Tensor; readonly targets: Tensor } {
  const { inputs, targets } = sequences(random, { steps, lanes });
  return { inputs: tensor(inputs.shape, inputs.data), targets: tensor(targets.shape, targets.data) };
}

/** The share of logits that have the sign of their target. */
function shareRight(logits: Tensor, targets: Tensor): number {
  const bits = targets.toFloats();
  return logits.toFloats().filter((logit, i) => logit > 0 === (bits[i] === 1)).length / bits.length;
}
