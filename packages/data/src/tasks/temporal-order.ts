import { requireOptions, requireRange, SIZE } from '../arguments.js';
import { type Indices, zeros } from '../arrays.js';
import { type Random, requireRandom, wholeNumber } from '../random.js';

/** The sizes of {@link temporalOrder}. */
export interface TemporalOrderOptions {
  /** The smallest length, at least 10. The largest is a tenth more. Default: 100. */
  readonly steps?: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
  /**
   * `R`, the number of symbols whose order is asked for: 2 as in experiment 6a, or 3 as in 6b.
   * Default: 2.
   */
  readonly relevant?: 2 | 3;
}

/** Sequences of symbols and their classes. */
export interface TemporalOrder {
  /**
   * `[T, B]` Ids of {@link TEMPORAL_ORDER_SYMBOLS}. T is the largest length. 0 after the end of a
   * sequence.
   */
  readonly inputs: Indices;
  /** `[B]` The length of each sequence. */
  readonly lengths: Int32Array;
  /**
   * `[B]` The class, the target of the last step: the relevant symbols in their order as a binary
   * number of R digits, 0 for X and 1 for Y. So X Y is 1, Y X is 2, and Y X X is 4.
   */
  readonly targets: Indices;
}

/** Lengths, which are up to a tenth more, are elements of an `Int32Array`. */
const STEPS = { least: 10, most: 1_900_000_000, whole: true };

const RELEVANT = { least: 2, most: 3, whole: true };

/** The first and the last step of each relevant symbol, by their number, as shares of `steps`. */
const PLACES = {
  2: [
    [0.1, 0.2],
    [0.5, 0.6],
  ],
  3: [
    [0.1, 0.2],
    [0.33, 0.43],
    [0.66, 0.76],
  ],
} as const;

/**
 * The symbols of {@link temporalOrder} in the order of their ids: four distractors, X and Y, begin
 * and end.
 */
export const TEMPORAL_ORDER_SYMBOLS = 'abcdXYEB';

/**
 * The temporal order problem (Hochreiter & Schmidhuber 1997, experiments 6a and 6b). A sequence of
 * 100 to 110 symbols begins with E and ends with B. One step from 10 to 20 and one from 50 to 60 is
 * X or Y; of three relevant symbols, one is at a step from 10 to 20, one from 33 to 43 and one from
 * 66 to 76. Every other step is a, b, c or d. The class is the order of X and Y: one of 4 or one of
 * 8. With other lengths these positions scale.
 *
 * @throws ArgumentError if `steps` is less than 10, `lanes` less than 1, or `relevant` not 2 or 3.
 */
export function temporalOrder(random: Random, options: TemporalOrderOptions): TemporalOrder {
  requireRandom('temporalOrder', random);
  requireOptions('temporalOrder', options, { steps: true, lanes: true, relevant: true });
  const { steps = 100, lanes: B, relevant = 2 } = options;
  requireRange('temporalOrder', 'steps', steps, STEPS);
  requireRange('temporalOrder', 'lanes', B, SIZE);
  requireRange('temporalOrder', 'relevant', relevant, RELEVANT);
  const at = (share: number): number => Math.floor(share * steps);
  const [x, begin, end] = ['X', 'E', 'B'].map((symbol) => TEMPORAL_ORDER_SYMBOLS.indexOf(symbol));
  const lengths = zeros('temporalOrder', 'lanes', Int32Array, B);
  for (let b = 0; b < B; b++) lengths[b] = wholeNumber(random, steps, at(1.1));
  const T = lengths.reduce((most, length) => Math.max(most, length), 0);
  const inputs = zeros('temporalOrder', 'steps and lanes', Int32Array, T * B);
  const targets = new Int32Array(B);
  for (let b = 0; b < B; b++) {
    const length = lengths[b] as number;
    for (let t = 0; t < length; t++) inputs[t * B + b] = wholeNumber(random, 0, 3);
    for (const [first, last] of PLACES[relevant]) {
      const bit = wholeNumber(random, 0, 1);
      inputs[wholeNumber(random, at(first), at(last)) * B + b] = (x as number) + bit;
      targets[b] = 2 * (targets[b] as number) + bit;
    }
    inputs[b] = begin as number;
    inputs[(length - 1) * B + b] = end as number;
  }
  return { inputs: { shape: [T, B], data: inputs }, lengths, targets: { shape: [B], data: targets } };
}
