import { evaluate, meanSquaredError, type Random, type Tensor, tensor } from '@tbptt/core';
import { addingProblem as sequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { inWords } from './in-words.js';
import { chronoLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
const BATCH = 20;
/** Sequences between two checks, and over which the error of training is averaged. */
const EVERY = 2000;
const TEST = 2560;

const settings = inWords({ hidden: HIDDEN, learningRate: LEARNING_RATE, clip: CLIP, batch: BATCH });

/** Adding two marked numbers among many: a real number must be kept over half of the steps and more. */
export function addingProblem(steps: number): Experiment {
  const train = (model: Reader, random: Random) => lessons(model, steps, random);
  return {
    title: `Adding problem, T = ${steps}`,
    task:
      `Of ${steps} numbers in [0, 1) two are marked, one in each half; give their sum after the last (Hochreiter & Schmidhuber 1997, experiment 4, ` +
      'in the form of Le et al. 2015). Every sequence is new. Always answering 1 has a mean squared error of 0.167.',
    criterion:
      `a mean squared error below 0.01 on ${TEST} new sequences. Training ends when the error of the last ${EVERY} sequences, each ` +
      'taken before it was learned from, is below 0.005; so the test set decides nothing.',
    unit: 'sequences',
    budget: 100_000,
    contenders: [
      {
        name: 'LSTM',
        settings: `${settings}, gate biases by chrono initialization for ${steps} steps`,
        make: (random) => new Reader(chronoLSTM(2, HIDDEN, steps, random), 1, { random }),
        train,
      },
      {
        name: 'RNN',
        settings,
        seeds: 5,
        make: (random) => new Reader(plainRNN(2, HIDDEN, random), 1, { random }),
        train,
      },
    ],
    literature: {
      published: [
        {
          result: 'LSTM, T = 100: 74,000 sequences; T = 500: 209,000; T = 1,000: 853,000',
          source: 'Hochreiter & Schmidhuber 1997',
        },
      ],
    },
  };
}

function* lessons(model: Reader, steps: number, random: Random): Generator<Check, void, void> {
  const test = draw(steps, TEST, random);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);

  for (let seen = EVERY; ; seen += EVERY) {
    let sum = 0;
    for (let i = 0; i < EVERY; i += BATCH) {
      const { inputs, targets } = draw(steps, BATCH, random);
      sum += BATCH * optimizer.step(() => meanSquaredError(model.answer(inputs), targets)).loss;
    }
    const error = evaluate(() => meanSquaredError(model.answer(test.inputs), test.targets)).item();
    const measures = { 'MSE in training': sum / EVERY, 'test MSE': error };
    yield { seen, finished: sum / EVERY < 0.005, success: error < 0.01, measures };
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
