import { evaluate, meanSquaredError, type Random, type Tensor, tensor } from '@tbptt/core';
import { addingProblem as sequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, exponential, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { inEnglish } from './format.js';
import { chronoLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

const HIDDEN = 32;
const LEARNING_RATE = 0.01;
/** Updates in which the learning rate falls to its half. */
const HALF_LIFE = 1500;
const CLIP = 1;
const BATCH = 20;
/** A sequence is right if the answer is off by less: 0.04 in the paper, whose answers are half as large. */
const TOLERANCE = 0.08;
/** Training ends when so many sequences in a row were right. */
const IN_A_ROW = 2000;
/** Sequences between two checks. */
const EVERY = 2000;
const TEST = 2560;

const settings =
  `${HIDDEN} units; Adam ${LEARNING_RATE}, halved every ${inEnglish(HALF_LIFE)} updates, gradient norm at most ${CLIP}; ` +
  `${BATCH} sequences in each update; recurrent weights orthogonal`;

/** Adding two marked numbers among many: a real number must be kept over half of the steps and more. */
export function addingProblem(steps: number): Experiment {
  const train = (model: Reader, random: Random) => lessons(model, steps, random);
  return {
    title: `Adding problem, T = ${steps}`,
    task:
      `Of ${steps} numbers in [0, 1) two are marked, one in each half; give their sum after the last (Hochreiter & Schmidhuber 1997, experiment 4, ` +
      'in the form of Le et al. 2015). Every sequence is new. Always answering 1 has a mean squared error of 0.167.',
    criterion:
      `a mean squared error below 0.01 on ${inEnglish(TEST)} new sequences. Training ends by the rule of the paper: the last ${inEnglish(IN_A_ROW)} sequences were right, ` +
      `each taken before it was learned from; so the test set decides nothing. A sequence is right if the answer is off by less than ${TOLERANCE}, ` +
      'which is 0.04 in the paper, whose answers are half as large.',
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
        seeds: 3,
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
  const learningRate = exponential(LEARNING_RATE, { factor: 0.5 ** (1 / HALF_LIFE) });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate })]);
  let inARow = 0;

  for (let seen = BATCH; ; seen += BATCH) {
    const { inputs, targets } = draw(steps, BATCH, random);
    const { answers } = optimizer.step(() => {
      const said = model.answer(inputs);
      return { loss: meanSquaredError(said, targets), answers: said };
    });
    inARow = wrong(answers, targets) === 0 ? inARow + BATCH : 0;
    const finished = inARow >= IN_A_ROW;
    if (finished || seen % EVERY === 0) {
      const said = evaluate(() => model.answer(test.inputs));
      const error = evaluate(() => meanSquaredError(said, test.targets)).item();
      const measures = { 'test MSE': error, [`wrong of ${TEST}`]: wrong(said, test.targets) };
      yield { seen, finished, success: error < 0.01, measures };
    }
  }
}

/** How many answers `[B, 1]` are off by the tolerance or more. */
export function wrong(answers: Tensor, targets: Tensor): number {
  const sums = targets.toFloats();
  return answers.toFloats().filter((answer, b) => !(Math.abs(answer - (sums[b] ?? 0)) < TOLERANCE)).length;
}

function draw(
  steps: number,
  lanes: number,
  random: Random,
): { readonly inputs: Tensor; readonly targets: Tensor } {
  const { inputs, targets } = sequences(random, { steps, lanes });
  return { inputs: tensor(inputs.shape, inputs.data), targets: tensor(targets.shape, targets.data) };
}
