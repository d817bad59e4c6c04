import type { Initializer } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { expectClose, NotCloseError } from './close.js';
import type { TestRunner } from './kernel-contract.js';
import { distance, UNLIKELY } from './kolmogorov-smirnov.js';

/** An initializer and the distribution that its numbers should have. */
export interface DrawnInitializer {
  readonly name: string;
  readonly make: Initializer;
  /** [inputs, outputs] */
  readonly shape: readonly [number, number];
  readonly mean?: number;
  readonly deviation: number;
  /** The chance that a number is below x. */
  readonly cumulative: (x: number) => number;
  readonly bounds?: readonly [low: number, high: number];
}

/** What a normally distributed number exceeds in size once in 1,000 times. */
const UNLIKELY_DEVIATIONS = 3.29;

/**
 * What holds for every initializer that draws: its distribution, its mean and variance, each tested
 * so that one draw in 1,000 from the right distribution would fail; and that a seed gives the same
 * numbers again.
 */
export function initializerContract({ describe, test }: TestRunner, initializer: DrawnInitializer): void {
  const { name, make, shape, mean = 0, deviation, cumulative, bounds } = initializer;
  const draw = (): Float32Array => make(shape, seeded(1)).toFloats();

  describe(name, () => {
    test('draws from its distribution', () => {
      requireBelow(distance(draw(), cumulative), UNLIKELY, 'the distance of the distributions');
    });

    test('has its mean and variance', () => {
      const numbers = Float64Array.from(draw());
      const n = numbers.length;
      const average = (of: (x: number) => number): number => numbers.reduce((sum, x) => sum + of(x), 0) / n;
      const actual = average((x) => x);
      const variance = average((x) => (x - actual) ** 2);
      const kurtosis = average((x) => (x - actual) ** 4) / variance ** 2;
      const errors = [
        ['mean', (actual - mean) / (deviation / Math.sqrt(n))],
        ['variance', (variance / deviation ** 2 - 1) / Math.sqrt((kurtosis - 1) / n)],
      ] as const;
      for (const [what, error] of errors)
        requireBelow(Math.abs(error), UNLIKELY_DEVIATIONS, `the error of the ${what}`);
    });

    test('gives the same numbers for the same seed, others for another, in the shape that is asked for', () => {
      const again = make(shape, seeded(1));
      expectClose(again.shape, shape);
      expectClose(again.toFloats(), draw(), { relative: 0, absolute: 0 });
      const other = make(shape, seeded(2)).toFloats();
      requireBelow(
        draw().filter((x, i) => x === other[i]).length,
        0.001 * other.length,
        'how many numbers are equal',
      );
    });

    if (bounds !== undefined) {
      test('stays within its bounds, and comes near them', () => {
        const numbers = draw();
        const [low, high] = bounds;
        const width = high - low;
        const least = numbers.reduce((a, b) => Math.min(a, b));
        const greatest = numbers.reduce((a, b) => Math.max(a, b));
        requireBelow(low - least, 1e-7 * width, 'how far the least is below its bound');
        requireBelow(greatest - high, 1e-7 * width, 'how far the greatest is above its bound');
        requireBelow(
          Math.max(least - low, high - greatest),
          0.01 * width,
          'how far the outermost are from their bounds',
        );
      });
    }
  });
}

function requireBelow(actual: number, limit: number, what: string): void {
  if (!(actual < limit))
    throw new NotCloseError(`${what} is ${actual}; it must be below ${limit}.`, [actual], [limit]);
}
