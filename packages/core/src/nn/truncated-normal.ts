import { type OptionNames, requireNumber, requireOptions, requireRange } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { exactlyRepeatableLog } from '../random/exactly-repeatable-log.js';
import type { Random } from '../random/random.js';
import { drawn, type Initializer } from './initializers.js';

/** Options of `truncatedNormal`. */
export interface TruncatedNormalOptions {
  /** The mean before truncation. Default: 0. */
  readonly mean?: number;
  /** The smallest number. Default: -2. */
  readonly low?: number;
  /** The largest number. Default: 2. */
  readonly high?: number;
}

const OPTIONS: OptionNames<TruncatedNormalOptions> = { mean: true, low: true, high: true };

/**
 * Draws from the normal distribution of that standard deviation, restricted to the range from `low`
 * to `high`. As in PyTorch, the bounds are numbers, not multiples of the deviation, so give them
 * with a small deviation: `truncatedNormal(0.02, { low: -0.04, high: 0.04 })`.
 *
 * @param deviation Default: 1.
 * @throws ArgumentError if the deviation is not greater than 0, `low` is not below `high`, the
 * range is too far from the mean to be drawn from, or an option is unknown.
 */
export function truncatedNormal(deviation = 1, options: TruncatedNormalOptions = {}): Initializer {
  requireOptions('truncatedNormal', options, OPTIONS);
  const { mean = 0, low = -2, high = 2 } = options;
  requireRange('truncatedNormal', 'the deviation', deviation, { above: 0 });
  requireRange('truncatedNormal', 'mean', mean, {});
  requireNumber('truncatedNormal', 'low', low);
  requireNumber('truncatedNormal', 'high', high);
  if (!(low < high)) {
    throw new ArgumentError('truncatedNormal', `the range is ${low} to ${high}; low must be below high.`, {
      low,
      high,
    });
  }
  const [from, to] = [(low - mean) / deviation, (high - mean) / deviation];
  if (!Number.isFinite(modeOf(from, to) ** 2)) {
    throw new ArgumentError(
      'truncatedNormal',
      `the range is ${low} to ${high}; it is too far from the mean ${mean} for a deviation of ${deviation}. Take a larger one.`,
      { mean, low, high, deviation },
    );
  }
  return (shape, random) =>
    drawn('truncatedNormal', shape, random, (numbers) => {
      for (let i = 0; i < numbers.length; i++) {
        numbers[i] = Math.min(Math.max(mean + deviation * between(from, to, random), low), high);
      }
    });
}

/** At this squared distance from the mean, in deviations, the density is negligible: `exp(-73/2)`. */
const NEGLIGIBLE_SQUARE = 73;

/** Returns the number between two others at which the density is largest. */
function modeOf(low: number, high: number): number {
  return Math.min(Math.max(0, low), high);
}

/** Draws a standard normal number between two others, by rejection. */
function between(low: number, high: number, random: Random): number {
  if (low <= 0 && high >= 0 && high - low >= 2) {
    for (;;) {
      const x = random.normal();
      if (x >= low && x <= high) return x; // at least 47 % are accepted
    }
  }
  // Uniform numbers, accepted in proportion to the density, which is largest at `mode`.
  const mode = modeOf(low, high);
  const reach = Math.sqrt(mode * mode + NEGLIGIBLE_SQUARE);
  const [from, to] = [Math.max(low, -reach), Math.min(high, reach)];
  for (;;) {
    const x = from + (to - from) * random.float();
    // At least one in forty is accepted.
    if (exactlyRepeatableLog(1 - random.float()) <= (mode * mode - x * x) / 2) return x;
  }
}
