import { crossEntropy, evaluate, type Random, type Tensor } from '@tbptt/core';
import { copyMemory as sequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { chronoLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

/** S, how many symbols are shown and repeated, of so many (K), after so many steps. */
const [LENGTH, SYMBOLS, DELAY] = [3, 8, 20];
const V = SYMBOLS + 2;
const HIDDEN = 64;
const LEARNING_RATE = 0.01;
const CLIP = 1;
const BATCH = 10;
/** Sequences between two checks. */
const EVERY = 2000;
const TEST = 1000;

const settings = `${HIDDEN} units; Adam ${LEARNING_RATE}, gradient norm at most ${CLIP}; ${BATCH} sequences in each update; recurrent weights orthogonal`;

/** Repeating symbols after a delay. */
export const copyMemory: Experiment = {
  title: `Copy memory, ${LENGTH} symbols over ${DELAY} steps`,
  task:
    `Repeat ${LENGTH} symbols, each one of ${SYMBOLS}, ${DELAY} steps later (Hochreiter & Schmidhuber 1997; Arjovsky et al. 2016, who take 10 symbols and longer delays). ` +
    `Every sequence is new. Without memory one symbol of ${SYMBOLS} is right.`,
  criterion: `99 % of the repeated symbols right in ${TEST.toLocaleString('en-US')} test sequences; checked every ${EVERY.toLocaleString('en-US')} sequences.`,
  unit: 'sequences',
  budget: 60_000,
  contenders: [
    {
      name: 'LSTM',
      settings: `${settings}, gate biases by chrono initialization for ${DELAY + LENGTH} steps`,
      train: (random) =>
        train(new Reader(chronoLSTM(V, HIDDEN, DELAY + LENGTH, random), V, { random }), random),
    },
    {
      name: 'RNN',
      settings,
      train: (random) => train(new Reader(plainRNN(V, HIDDEN, random), V, { random }), random),
    },
  ],
};

function* train(model: Reader, random: Random): Generator<Check, void, void> {
  const options = { delay: DELAY, length: LENGTH, symbols: SYMBOLS };
  const test = sequences(random, { ...options, lanes: TEST });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);

  for (let seen = BATCH; ; seen += BATCH) {
    const { inputs, targets } = sequences(random, { ...options, lanes: BATCH });
    optimizer.step(() => crossEntropy(model.read(inputs), targets));
    if (seen % EVERY === 0) {
      const right = shareRepeated(
        evaluate(() => model.read(test.inputs)),
        test.targets.data,
      );
      yield {
        seen,
        finished: right >= 0.99,
        success: right >= 0.99,
        measures: { '% repeated': 100 * right },
      };
    }
  }
}

/** Of the steps with something to repeat, the share at which it is the most active output. */
function shareRepeated(logits: Tensor, targets: Int32Array): number {
  const numbers = logits.toFloats();
  let [asked, right] = [0, 0];
  for (const [row, target] of targets.entries()) {
    if (target === 0) continue;
    const outputs = numbers.subarray(row * V, (row + 1) * V);
    asked++;
    if (outputs.indexOf(Math.max(...outputs)) === target) right++;
  }
  return right / asked;
}
