import type { Indices } from '../arrays.js';
import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';
import { wholeNumber } from './whole-number.js';

/** How {@link temporalOrder} draws its sequences. */
export interface TemporalOrderOptions {
  /** The least length; the longest is a tenth more. At least 10. Default: 100. */
  readonly steps?: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
}

/** Sequences of symbols and their classes. */
export interface TemporalOrder {
  /** `[T, B]`, ids of {@link TEMPORAL_ORDER_SYMBOLS}; T is the longest length, and what stands behind the end of a sequence is 0. */
  readonly inputs: Indices;
  /** `[B]`, the length of each sequence. */
  readonly lengths: Int32Array;
  /** `[B]`: 0 for X X, 1 for X Y, 2 for Y X, 3 for Y Y, to be answered after the last step. */
  readonly targets: Indices;
}

/** The symbols of {@link temporalOrder}, each at its id: four that mean nothing, the two that count, begin and end. */
export const TEMPORAL_ORDER_SYMBOLS = 'abcdXYEB';

/**
 * The temporal order problem (Hochreiter & Schmidhuber 1997, experiment 6a): a sequence of 100 to 110 symbols begins with E and ends with B; at one step from 10
 * to 20 and at one from 50 to 60 stands X or Y, elsewhere one of a, b, c and d. The class is which of X and Y stood first and which second. Other lengths scale
 * those places.
 *
 * @throws TaskOptionError where `steps` is below 10 or `lanes` below 1
 */
export function temporalOrder(
  random: Random,
  { steps = 100, lanes: B }: TemporalOrderOptions,
): TemporalOrder {
  requireCount('temporalOrder', 'steps', steps, 10);
  requireCount('temporalOrder', 'lanes', B);
  const at = (share: number): number => Math.floor(share * steps);
  const [x, begin, end] = ['X', 'E', 'B'].map((symbol) => TEMPORAL_ORDER_SYMBOLS.indexOf(symbol));
  const lengths = Int32Array.from({ length: B }, () => wholeNumber(random, steps, at(1.1)));
  const T = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const inputs = new Int32Array(T * B);
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
