import { ArgumentError } from '../errors.js';
import { exactlyRepeatableLog } from '../random/exactly-repeatable-log.js';
import type { Random } from '../random/random.js';
import { drawn, type Initializer } from './initializers.js';

/** Options of `truncatedNormal`. */
export interface TruncatedNormalOptions {
  /** The mean before truncation; 0 if not given. */
  readonly mean?: number;
  /** The least number; -2 if not given. */
  readonly low?: number;
  /** The greatest number; 2 if not given. */
  readonly high?: number;
}

/**
 * Normal with that standard deviation, 1 if not given, but only between `low` and `high`. As in PyTorch these are numbers, not multiples of the
 * deviation: for a small one give them, such as `truncatedNormal(0.02, { low: -0.04, high: 0.04 })`.
 */
export function truncatedNormal(
  deviation = 1,
  { mean = 0, low = -2, high = 2 }: TruncatedNormalOptions = {},
): Initializer {
  if (!(deviation > 0)) {
    throw new ArgumentError('truncatedNormal', `the deviation is ${deviation}; it must be above 0.`);
  }
  if (!(low < high)) {
    throw new ArgumentError('truncatedNormal', `the range is ${low} to ${high}; low must be below high.`);
  }
  const [from, to] = [(low - mean) / deviation, (high - mean) / deviation];
  return (shape, random) =>
    drawn(shape, (numbers) => {
      for (let i = 0; i < numbers.length; i++) {
        numbers[i] = Math.min(Math.max(mean + deviation * between(from, to, random), low), high);
      }
    });
}

/** From here on, in deviations, the density is below all that a number can tell: `exp(-73/2)`. */
const NEGLIGIBLE_SQUARE = 73;

/** A standard normal number between two others, by rejection. */
function between(low: number, high: number, random: Random): number {
  if (low <= 0 && high >= 0 && high - low >= 2) {
    for (;;) {
      const x = random.normal();
      if (x >= low && x <= high) return x; // at least 47 % of them
    }
  }
  // Uniform numbers, each kept in proportion to the density, which is greatest at `mode`.
  const mode = Math.min(Math.max(0, low), high);
  const reach = Math.sqrt(mode * mode + NEGLIGIBLE_SQUARE);
  const [from, to] = [Math.max(low, -reach), Math.min(high, reach)];
  for (;;) {
    const x = from + (to - from) * random.float();
    if (exactlyRepeatableLog(1 - random.float()) <= (mode * mode - x * x) / 2) return x; // one in forty at worst
  }
}
