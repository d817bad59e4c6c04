import { meanSquaredError, type Random, type Tensor, tensor } from '@tbptt/core';
import { mackeyGlass as series } from '@tbptt/data';
import { adam, clipByGlobalNorm, cosine, Optimizer } from '@tbptt/optim';
import { type Stream, type StreamWindow, truncatedBPTT, validate } from '@tbptt/rnn';
import type { Check, Experiment } from './experiment.js';
import { openLSTM, plainRNN } from './layers.js';
import { Reader } from './reader.js';

/** How many steps ahead. */
const AHEAD = 6;
const HIDDEN = 32;
const LEARNING_RATE = 0.01;
const CLIP = 1;
/** Steps of a window. */
const WINDOW = 50;
/** Stretches side by side, and the steps of each. */
const [LANES, LENGTH] = [10, 1000];
/** Passes through them. */
const EPOCHS = 50;
/** Steps at the start of the test that are read but not counted. */
const BURN_IN = 100;

const settings =
  `${HIDDEN} units; recurrent weights orthogonal; Adam ${LEARNING_RATE} falling along a cosine to 0, gradient norm at most ${CLIP}; ` +
  `TBPTT(${WINDOW}, ${WINDOW}) over ${EPOCHS} passes through ${LANES} stretches of ${LENGTH} steps`;

/** Forecasting a chaotic series, in windows with carried state. */
export const mackeyGlass: Experiment = {
  title: `Mackey-Glass series, ${AHEAD} steps ahead`,
  task: `From the series up to t say x(t + ${AHEAD}) (Mackey & Glass 1977, delay 17). Trained on ${LANES} stretches, tested on another.`,
  criterion:
    'a normalized error below 0.1: the root of the mean squared error on the test stretch, divided by the standard deviation of the series. ' +
    'The forecast that nothing changes is among the measures.',
  unit: 'steps',
  budget: EPOCHS * LANES * LENGTH,
  contenders: [
    {
      name: 'LSTM',
      settings: `${settings}; forget bias 1`,
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
  const [training, test] = [new Stretches(random, LANES, LENGTH), new Stretches(random, 1, LENGTH + BURN_IN)];
  const updates = (EPOCHS * LENGTH) / WINDOW;
  const learningRate = cosine(LEARNING_RATE, { steps: updates });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP), adam({ learningRate })]);
  const loss = meanSquaredError;
  const unchanged = Math.sqrt(test.errorIfUnchanged / test.variance);

  for (const { position } of truncatedBPTT(model, training, {
    k1: WINDOW,
    optimizer,
    loss,
    epochs: EPOCHS,
  })) {
    if (position.end < LENGTH) continue;
    const { loss: error } = validate(model, test, { window: WINDOW, loss, burnIn: BURN_IN });
    const normalized = Math.sqrt(error / test.variance);
    const finished = position.step + 1 === updates;
    const measures = { 'normalized error': normalized, 'if nothing changed': unchanged };
    yield { seen: position.seen, finished, success: normalized < 0.1, measures };
  }
}

/**
 * Stretches of the series side by side, less 0.9 so that they are about 0, with the number that is
 * to be forecast.
 */
class Stretches implements Stream<Tensor, Tensor> {
  readonly #lanes: readonly Float64Array[];

  constructor(
    random: Random,
    readonly lanes: number,
    readonly length: number,
  ) {
    this.#lanes = Array.from({ length: lanes }, () =>
      series(random, { length: length + AHEAD }).map((x) => x - 0.9),
    );
  }

  window(start: number, length: number): StreamWindow<Tensor, Tensor> {
    const T = Math.min(length, this.length - start);
    const from = (first: number): Tensor =>
      tensor(
        [T, this.lanes, 1],
        Float32Array.from({ length: T * this.lanes }, (_, i) => {
          const lane = this.#lanes[i % this.lanes];
          return lane?.[first + Math.floor(i / this.lanes)] ?? Number.NaN;
        }),
      );
    return { inputs: from(start), targets: from(start + AHEAD), count: T * this.lanes };
  }

  get variance(): number {
    const all = this.#lanes.flatMap((lane) => Array.from(lane));
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    return all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
  }

  /** The mean squared error of the forecast that the series stays as it is. */
  get errorIfUnchanged(): number {
    const errors = this.#lanes.flatMap((lane) =>
      Array.from(lane.subarray(AHEAD), (x, t) => (x - (lane[t] ?? Number.NaN)) ** 2),
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  }
}
