import { crossEntropy, evaluate, type Random, type Tensor } from '@tbptt/core';
import { copyMemory as sequences } from '@tbptt/data';
import { adam, type Chain, clipByGlobalNorm, groups, Optimizer } from '@tbptt/optim';
import type { Check, Contender, Experiment } from './experiment.js';
import { inEnglish } from './format.js';
import { inWords } from './in-words.js';
import { chronoLSTM, linearRNN, plainRNN } from './layers.js';
import { Reader } from './reader.js';

/** The number of different symbols, K. */
const SYMBOLS = 8;
const V = SYMBOLS + 2;
const CLIP = 1;
const TEST = 1000;

/** The sizes of a copy memory experiment. */
export interface CopySizes {
  /** S, how many symbols are shown and repeated. */
  readonly length: number;
  /** Steps from the last symbol that is shown to the first that is repeated. */
  readonly delay: number;
  /** Sequences in each update. */
  readonly batch: number;
  /** Sequences between two checks. */
  readonly every: number;
  /** The share of repeated symbols that must be right. */
  readonly goal: number;
}

/** Repeating 3 symbols after 20 steps. */
export function shortCopy(): Experiment {
  const sizes: CopySizes = { length: 3, delay: 20, batch: 10, every: 2000, goal: 0.99 };
  return {
    ...copyTask(sizes),
    budget: 60_000,
    contenders: [
      gated(sizes, { hidden: 64, learningRate: 0.01 }),
      { ...plain(sizes, { hidden: 64, learningRate: 0.01 }), seeds: 5 },
    ],
  };
}

/** Repeating 10 symbols after 100 steps, or after others. */
export function longCopy({
  length = 10,
  delay = 100,
}: Partial<Pick<CopySizes, 'length' | 'delay'>> = {}): Experiment {
  const sizes: CopySizes = { length, delay, batch: 20, every: 1000, goal: 1 };
  return {
    ...copyTask(sizes),
    budget: 20_000,
    contenders: [
      turning(sizes, { hidden: 128, learningRate: 0.003, recurrentRate: 0.0001 }),
      { ...gated(sizes, { hidden: 128, learningRate: 0.003 }), seeds: 1 },
      { ...plain(sizes, { hidden: 128, learningRate: 0.001 }), seeds: 3 },
    ],
    literature: {
      published: [
        { result: 'unitary RNN: solved', source: 'Arjovsky et al. 2016, arXiv:1511.06464' },
        { result: 'orthogonal linear RNN: solved', source: 'Henaff et al. 2016, arXiv:1602.06662' },
      ],
    },
  };
}

function copyTask({
  length,
  delay,
  every,
  goal,
}: CopySizes): Pick<Experiment, 'title' | 'task' | 'criterion' | 'unit'> {
  const share = goal === 1 ? 'every one' : `${100 * goal} %`;
  return {
    title: `Copy memory, ${length} symbols over ${delay} steps`,
    task:
      `Repeat ${length} symbols, each one of ${SYMBOLS}, ${delay} steps later (Hochreiter & Schmidhuber 1997; Arjovsky et al. 2016, who take 10 symbols and delays of 100 and more). ` +
      `Every sequence is new. Without memory one symbol of ${SYMBOLS} is right.`,
    criterion: `${share} of the repeated symbols right in ${inEnglish(TEST)} test sequences; checked every ${inEnglish(every)} sequences.`,
    unit: 'sequences',
  };
}

interface Settings {
  readonly hidden: number;
  readonly learningRate: number;
}

function gated(sizes: CopySizes, { hidden, learningRate }: Settings): Contender {
  const longest = sizes.delay + sizes.length;
  return {
    name: 'LSTM',
    settings: `${settingsOf(sizes, { hidden, learningRate })}, gate biases by chrono initialization for ${longest} steps`,
    make: (random) => new Reader(chronoLSTM(V, hidden, longest, random), V, { random }),
    train: (model, random) => lessons(model, sizes, adam({ learningRate }), random),
  };
}

function plain(sizes: CopySizes, { hidden, learningRate }: Settings): Contender {
  return {
    name: 'RNN',
    settings: settingsOf(sizes, { hidden, learningRate }),
    make: (random) => new Reader(plainRNN(V, hidden, random), V, { random }),
    train: (model, random) => lessons(model, sizes, adam({ learningRate }), random),
  };
}

/**
 * A linear recurrence, which has nothing to learn about keeping: its recurrent weights hardly change,
 * and the head learns to read a symbol from where the turns of the delay have put it.
 */
function turning(
  sizes: CopySizes,
  { hidden, learningRate, recurrentRate }: Settings & { readonly recurrentRate: number },
): Contender {
  const chain = (model: Reader): Chain =>
    groups([
      {
        parameters: (_, parameter) => parameter === model.layer.weightHh,
        chain: adam({ learningRate: recurrentRate }),
      },
      { chain: adam({ learningRate }) },
    ]);
  return {
    name: 'linear RNN',
    settings: `${settingsOf(sizes, { hidden, learningRate })}, whose learning rate is ${recurrentRate}; no nonlinearity`,
    make: (random) => new Reader(linearRNN(V, hidden, random), V, { random }),
    train: (model, random) => lessons(model, sizes, chain(model), random),
  };
}

function settingsOf({ batch }: CopySizes, { hidden, learningRate }: Settings): string {
  return inWords({ hidden, learningRate, clip: CLIP, batch });
}

function* lessons(
  model: Reader,
  { length, delay, batch, every, goal }: CopySizes,
  descent: Chain,
  random: Random,
): Generator<Check, void, void> {
  const options = { delay, length, symbols: SYMBOLS };
  const test = sequences(random, { ...options, lanes: TEST });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), descent]);

  for (let seen = batch; ; seen += batch) {
    const { inputs, targets } = sequences(random, { ...options, lanes: batch });
    optimizer.step(() => crossEntropy(model.read(inputs), targets));
    if (seen % every === 0) {
      const right = shareRepeated(
        evaluate(() => model.read(test.inputs)),
        test.targets.data,
      );
      const success = right >= goal;
      yield { seen, finished: success, success, measures: { '% repeated': 100 * right } };
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
