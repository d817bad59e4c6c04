import { argMax, crossEntropy, evaluate, type Random, seeded, type Tensor, tensor } from '@tbptt/core';
import { batches, type Floats, gatherRows } from '@tbptt/data';
import { adam, type Chain, clipByGlobalNorm, cosine, groups, Optimizer } from '@tbptt/optim';
import type { Check, Contender, Experiment } from '../experiment.js';
import { linearRNN } from '../layers.js';
import { Reader } from '../reader.js';
import { CLASSES, type Digits, mnistDigits, SIDE, shifted } from './mnist-digits.js';

const PIXELS = SIDE ** 2;
const CLIP = 1;
const BATCH = 20;
const SHIFT = 2;
/** The order of the pixels is the same in every run, whatever its seed. */
const [ORDER = new Int32Array(PIXELS)] = batches(PIXELS, { size: PIXELS, random: seeded(2015) });

/** The sizes of `permutedDigits`. */
export interface PermutedDigitsSizes {
  /** Images of each digit. Default: all. */
  readonly perDigit?: number;
  /** Passes through the images of training. Default: 6. */
  readonly epochs?: number;
}

/** Telling handwritten digits whose pixels are read one by one, in an order without neighborhoods. */
export function permutedDigits({ perDigit, epochs = 6 }: PermutedDigitsSizes = {}): Experiment {
  const sizes = { epochs, ...(perDigit === undefined ? {} : { perDigit }) };
  return {
    title: 'Permuted digits, pixel by pixel',
    task:
      `Tell a handwritten digit after its ${PIXELS} pixels, read one at a time in an order that was drawn once (Le et al. 2015). The data are the 10,000 digits of the package ` +
      '`mnist`, of which a fifth is held out; in the literature there are 60,000 to train on and 10,000 to test on.',
    criterion:
      'at least 90 % of the held-out digits. The literature does not call this task solved; what counts is the share of held-out digits.',
    unit: 'sequences',
    budget: 8000 * epochs,
    contenders: [linear(sizes)],
    literature: {
      measure: '% of held-out digits',
      published: [
        { result: 'IRNN: 82 %', source: 'Le et al. 2015, arXiv:1504.00941' },
        { result: 'LSTM: 88.0 %, unitary RNN: 91.4 %', source: 'Arjovsky et al. 2016, arXiv:1511.06464' },
        {
          result: 'LSTM with batch normalization: 95.4 %',
          source: 'Cooijmans et al. 2017, arXiv:1603.09025',
        },
      ],
    },
  };
}

type Sizes = Required<Pick<PermutedDigitsSizes, 'epochs'>> & PermutedDigitsSizes;

function linear(sizes: Sizes): Contender {
  const [hidden, units, learningRate, recurrentRate] = [128, 128, 3e-3, 1e-4];
  return {
    name: 'linear RNN',
    settings: `${inWords(sizes)}; ${hidden} units, recurrent weights orthogonal, no nonlinearity; Adam ${learningRate}, of the recurrent weights ${recurrentRate}; a head with ${units} units, relu`,
    seeds: 2,
    make: (random) => new Reader(linearRNN(1, hidden, random), CLASSES, { random, headUnits: units }),
    train: (model, random) =>
      lessons(model, sizes, random, (steps) =>
        groups([
          {
            parameters: (_, parameter) => parameter === model.layer.weightHh,
            chain: adam({ learningRate: cosine(recurrentRate, { steps }) }),
          },
          { chain: adam({ learningRate: cosine(learningRate, { steps }) }) },
        ]),
      ),
  };
}

function inWords({ epochs }: Sizes): string {
  return (
    `${epochs} passes in batches of ${BATCH}, each image moved by up to ${SHIFT} pixels; ` +
    `learning rate falling along a cosine to 0, gradient norm at most ${CLIP}`
  );
}

function* lessons(
  model: Reader,
  { perDigit, epochs }: Sizes,
  random: Random,
  descent: (steps: number) => Chain,
): Generator<Check, void, void> {
  const { training, heldOut } = mnistDigits(random, perDigit);
  const samples = training.labels.data.length;
  const steps = epochs * Math.ceil(samples / BATCH);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), descent(steps)]);

  for (let epoch = 1, seen = 0; ; epoch++) {
    for (const batch of batches(samples, { size: BATCH, random })) {
      const images = shifted(gatherRows(training.images, batch), SHIFT, random);
      const labels = gatherRows(training.labels, batch);
      optimizer.step(() => crossEntropy(model.answer(pixelByPixel(images)), labels));
      seen += batch.length;
    }
    const right = shareTold(model, heldOut);
    const measures = { '% of held-out digits': 100 * right };
    yield { seen, finished: epoch === epochs, success: right >= 0.9, measures };
  }
}

/** The pixels of images `[B, 784]` in the order in which they are read, `[784, B, 1]`. */
export function pixelByPixel({ shape: [B = 0], data }: Floats): Tensor {
  const pixels = new Float32Array(data.length);
  for (const [t, pixel] of ORDER.entries()) {
    for (let b = 0; b < B; b++) pixels[t * B + b] = data[b * PIXELS + pixel] as number;
  }
  return tensor([PIXELS, B, 1], pixels);
}

/** The share of digits whose output is the most active one. */
function shareTold(model: Reader, { images, labels }: Digits): number {
  let right = 0;
  for (const batch of batches(labels.data.length, { size: 100 })) {
    const told = evaluate(() => argMax(model.answer(pixelByPixel(gatherRows(images, batch)))));
    right += batch.reduce((sum, image, b) => sum + Number(told.data[b] === labels.data[image]), 0);
  }
  return right / labels.data.length;
}
