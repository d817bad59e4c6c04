import { crossEntropy, evaluate, type Random } from '@tbptt/core';
import { embeddedReberString, type GrammarString, REBER_SYMBOLS } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import type { Check, Experiment } from './experiment.js';
import { openLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';
import { predictedRight } from './reber-criterion.js';
import { besideEachOther, type Strings } from './reber-strings.js';

const V = REBER_SYMBOLS.length;
const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
/** Strings to train on, and as many others to test on. */
const STRINGS = 256;
/** Sequences between two checks. */
const EVERY = 100;

const settings = `${HIDDEN} units; Adam ${LEARNING_RATE}, gradient norm at most ${CLIP}; one string in each update`;

/**
 * Predicting the next symbol of embedded Reber strings: one symbol must be kept through a string of
 * others.
 */
export const embeddedReber: Experiment = {
  title: 'Embedded Reber grammar',
  task:
    'Predict the next symbol of `B T <Reber string> T E` or `B P <Reber string> P E`: the second symbol must be remembered to the last but one ' +
    '(Hochreiter & Schmidhuber 1997, experiment 1). 256 strings to train on, drawn at random one at a time, and 256 others to test on.',
  criterion:
    'all symbols of all 512 strings predicted: the one or two symbols that the grammar allows next are the most active outputs; checked every ' +
    `${EVERY} sequences. The LSTM of the paper needed 8,440 sequences on average.`,
  unit: 'sequences',
  budget: 30_000,
  contenders: [
    {
      name: 'LSTM',
      settings: `${settings}; recurrent weights orthogonal, forget bias 1`,
      make: (random) => new Reader(openLSTM(V, HIDDEN, random), V, { random }),
      train,
    },
    {
      name: 'RNN',
      settings: `${settings}; recurrent weights orthogonal`,
      seeds: 10,
      make: (random) => new Reader(plainRNN(V, HIDDEN, random), V, { random }),
      train,
    },
  ],
  literature: {
    published: [
      {
        result: 'LSTM: 97 to 100 % of the trials, 8,440 sequences at best',
        source: 'Hochreiter & Schmidhuber 1997',
      },
    ],
  },
};

function* train(model: Reader, random: Random): Generator<Check, void, void> {
  const training = differentFrom([], random);
  const test = differentFrom(training, random);
  const examples = training.map((string) => besideEachOther([string]));
  const sets = [training, test].map(besideEachOther);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate: LEARNING_RATE })]);

  for (let seen = 1; ; seen++) {
    const { inputs, targets } = examples[random.integer(STRINGS)] as Strings;
    optimizer.step(() => crossEntropy(model.read(inputs), targets));
    if (seen % EVERY === 0) {
      const [inTraining = 0, inTest = 0] = sets.map((set) => stringsRight(model, set));
      const success = inTraining + inTest === 2 * STRINGS;
      const measures = { 'training strings right': inTraining, 'test strings right': inTest };
      yield { seen, finished: success, success, measures };
    }
  }
}

/** Strings of which none is among `others`; they may repeat each other. */
function differentFrom(others: readonly GrammarString[], random: Random): readonly GrammarString[] {
  const taken = new Set(others.map(({ ids }) => ids.join()));
  const found: GrammarString[] = [];
  while (found.length < STRINGS) {
    const string = embeddedReberString(random);
    if (!taken.has(string.ids.join())) found.push(string);
  }
  return found;
}

/** How many strings have every symbol predicted. */
function stringsRight(model: Reader, { inputs, lengths, legal }: Strings): number {
  const outputs = evaluate(() => model.read(inputs, { lengths }));
  const right = predictedRight(outputs.toFloats(), legal);
  const B = lengths.length;
  return lengths.filter((length, b) => Array.from({ length }, (_, t) => right[t * B + b]).every(Boolean))
    .length;
}
