import { crossEntropy, evaluate, type Random, seeded, softmax, tensor } from '@tbptt/core';
import { batches, gatherRows } from '@tbptt/data';
import { type Digits, mnistDigits, shifted } from '@tbptt/learning';
import { adamw, cosine, fit, Optimizer, trainOnBatches } from '@tbptt/optim';
import type { Application, Measure, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { type Classifier, convolutional, perceptron, RowReader } from './classifiers.js';
import { nearestNeighbors } from './nearest-neighbors.js';
import { type Belief, digitsPicture, type Misread } from './picture.js';

interface Contender {
  readonly name: string;
  readonly make: (random: Random) => Classifier;
  readonly epochs: number;
  readonly atLeast: number;
  readonly how: string;
}

const BATCH = 64;
const SHIFT = 2;
/** The digits that are shown as they are read, and how many that were misread. */
const [SHOWN, MISREAD] = [[2, 4, 7, 9], 12] as const;

const contenders: readonly Contender[] = [
  {
    name: 'convolutional network',
    make: convolutional,
    epochs: 30,
    atLeast: 98,
    how: '5x5 convolutions of 12 and 24 channels, 96 units',
  },
  { name: 'multi-layer perceptron', make: perceptron, epochs: 40, atLeast: 96, how: '300 units' },
  {
    name: 'LSTM, row by row',
    make: (random) => new RowReader(random),
    epochs: 25,
    atLeast: 96,
    how: '128 units, 28 steps of a row each',
  },
];

/** Handwritten digits, by a convolutional network, a perceptron, an LSTM, and the nearest neighbors. */
export const imageRecognition: Application = {
  title: 'Image recognition',
  page: 'image-recognition',
  data: '10,000 handwritten digits of the package `mnist`, of which a fifth is held out',
  run,
};

function run(setting: Setting): Outcome {
  const { seed, isSmall, say } = setting;
  const random = seeded(seed);
  const { training, heldOut } = mnistDigits(random, isSmall ? 40 : undefined);
  const neighbors = timed(() => nearestNeighbors(training, heldOut, 3));
  const measures: Measure[] = [
    {
      name: '3 nearest neighbors',
      value: accuracy(neighbors.result, heldOut),
      unit: ' %',
      kind: 'baseline',
      seconds: neighbors.seconds,
      how: 'Euclidean distance to every digit of the training',
    },
  ];
  let [misread, beliefs]: [readonly Misread[], readonly Belief[]] = [[], []];
  for (const contender of contenders) {
    const model = contender.make(random);
    const { seconds } = timed(() => train(model, training, contender, random, setting));
    const probabilities = probabilitiesOf(model, heldOut);
    const value = accuracy(probabilities.map(likeliest), heldOut);
    const { name, atLeast, how } = contender;
    say(`${name}: ${value.toFixed(2)} % of held-out digits, ${seconds.toFixed(0)} s`);
    measures.unshift({
      name,
      value,
      unit: ' %',
      kind: 'ours',
      ...(isSmall ? {} : { atLeast }),
      seconds,
      how,
    });
    if (misread.length === 0) misread = misreadOf(heldOut, probabilities);
    if (model instanceof RowReader) beliefs = beliefsOf(model, heldOut);
  }
  return { measures, picture: digitsPicture(beliefs, misread) };
}

function train(
  model: Classifier,
  { images, labels }: Digits,
  { name, epochs }: Contender,
  random: Random,
  { isSmall, say }: Setting,
): void {
  const samples = labels.data.length;
  const passes = isSmall ? 8 : epochs;
  const steps = passes * Math.ceil(samples / BATCH);
  const optimizer = new Optimizer(model, [
    adamw({ learningRate: cosine(2e-3, { steps }), weightDecay: 0.02 }),
  ]);
  function* pairs() {
    for (const batch of batches(samples, { size: BATCH, random })) {
      const samples = tensor(shifted(gatherRows(images, batch), SHIFT, random));
      yield [samples, gatherRows(labels, batch)] as const;
    }
  }
  fit(model, {
    epochs: passes,
    training: () => trainOnBatches(model, pairs(), { optimizer, loss: crossEntropy }),
    onEpoch: ({ epoch, loss }) => say(`${name}, epoch ${epoch + 1} of ${passes}, loss ${loss.toFixed(4)}`),
  });
}

/** The probabilities of each digit, image by image. */
function probabilitiesOf(model: Classifier, { images, labels }: Digits): readonly (readonly number[])[] {
  return [...batches(labels.data.length, { size: 200 })].flatMap((batch) => {
    const samples = tensor(gatherRows(images, batch));
    return evaluate(() => softmax(model.forward(samples))).toNested(2);
  });
}

function accuracy(guesses: readonly number[], { labels }: Digits): number {
  return (100 * guesses.filter((guess, i) => guess === labels.data[i]).length) / guesses.length;
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** The digits that were misread with the most confidence. */
function misreadOf(
  { images, labels }: Digits,
  probabilities: readonly (readonly number[])[],
): readonly Misread[] {
  return probabilities
    .map((row, i) => ({
      i,
      digit: labels.data[i] as number,
      guess: likeliest(row),
      probability: Math.max(...row),
    }))
    .filter(({ digit, guess }) => digit !== guess)
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, MISREAD)
    .map(({ i, ...rest }) => ({ image: imageOf(images, i), ...rest }));
}

/** What the reader believes about the first held-out digit of some kinds. */
function beliefsOf(reader: RowReader, { images, labels }: Digits): readonly Belief[] {
  return SHOWN.map((digit) => {
    const row = labels.data.indexOf(digit);
    const image = imageOf(images, row);
    const probabilities = evaluate(() => softmax(reader.beliefs(tensor([1, image.length], image)))).toNested(
      3,
    );
    return { image, digit, probabilities: probabilities.map(([lane = []]) => lane) };
  });
}

function imageOf({ shape, data }: Digits['images'], row: number): Float32Array {
  const size = shape[1] ?? 0;
  return data.slice(row * size, (row + 1) * size);
}
