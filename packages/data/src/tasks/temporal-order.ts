import { requireOptions, requireRange, SIZE } from '../arguments.js';
import { type Indices, zeros } from '../arrays.js';
import { type Random, requireRandom, wholeNumber } from '../random.js';

/** The sizes of {@link temporalOrder}. */
export interface TemporalOrderOptions {
  /** The smallest length, at least 10. The largest is a tenth more. Default: 100. */
  readonly steps?: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
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
  /** `[B]` 0 for X X, 1 for X Y, 2 for Y X, 3 for Y Y, the target of the last step. */
  readonly targets: Indices;
}

/** Lengths, which are up to a tenth more, are elements of an `Int32Array`. */
const STEPS = { least: 10, most: 1_900_000_000, whole: true };

/**
 * The symbols of {@link temporalOrder} in the order of their ids: four distractors, X and Y, begin
 * and end.
 */
export const TEMPORAL_ORDER_SYMBOLS = 'abcdXYEB';

/**
 * The temporal order problem (Hochreiter & Schmidhuber 1997, experiment 6a). A sequence of 100 to
 * 110 symbols begins with E and ends with B. One step from 10 to 20 and one from 50 to 60 is X or
 * Y, every other step is a, b, c or d. The class is which of X and Y was first and which second.
 * With other lengths these positions scale.
 *
 * @throws ArgumentError if `steps` is less than 10 or `lanes` less than 1.
 */
export function temporalOrder(random: Random, options: TemporalOrderOptions): TemporalOrder {
  requireRandom('temporalOrder', random);
  requireOptions('temporalOrder', options, { steps: true, lanes: true });
  const { steps = 100, lanes: B } = options;
  requireRange('temporalOrder', 'steps', steps, STEPS);
  requireRange('temporalOrder', 'lanes', B, SIZE);
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
    for (const [first, last] of [
      [at(0.1), at(0.2)],
      [at(0.5), at(0.6)],
    ] as const) {
      const bit = wholeNumber(random, 0, 1);
      inputs[wholeNumber(random, first, last) * B + b] = (x as number) + bit;
      targets[b] = 2 * (targets[b] as number) + bit;
    }
    inputs[b] = begin as number;
    inputs[(length - 1) * B + b] = end as number;
  }
  return { inputs: { shape: [T, B], data: inputs }, lengths, targets: { shape: [B], data: targets } };
}
