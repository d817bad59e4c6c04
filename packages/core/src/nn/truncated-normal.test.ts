import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { initializerContract } from '../testing/initializer-contract.js';
import { cumulativeNormal } from '../testing/kolmogorov-smirnov.js';
import { type TruncatedNormalOptions, truncatedNormal } from './truncated-normal.js';

const density = (x: number) => (Number.isFinite(x) ? Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) : 0);
const moment = (x: number) => (Number.isFinite(x) ? x * density(x) : 0);

const cases: readonly (readonly [number, TruncatedNormalOptions])[] = [
  [1, {}],
  [0.02, { low: -0.04, high: 0.04 }],
  [3, { mean: 1 }],
  [1, { low: 0, high: Number.POSITIVE_INFINITY }],
  [1, { low: -0.25, high: 0.5 }],
  [1, { low: 3, high: Number.POSITIVE_INFINITY }],
  [2, { mean: 10, low: -1, high: 4 }],
  [0.5, { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }],
];

for (const [deviation, options] of cases) {
  const { mean = 0, low = -2, high = 2 } = options;
  const [a, b] = [(low - mean) / deviation, (high - mean) / deviation];
  // From the nearer tail, so that nothing cancels.
  const below = (x: number) =>
    a > 0 ? cumulativeNormal(-a) - cumulativeNormal(-x) : cumulativeNormal(x) - cumulativeNormal(a);
  const mass = below(b);
  const shift = (density(a) - density(b)) / mass;
  const variance = 1 + (moment(a) - moment(b)) / mass - shift ** 2;
  initializerContract(
    { describe, test },
    {
      name: `truncatedNormal around ${mean} by ${deviation} from ${low} to ${high}`,
      make: truncatedNormal(deviation, options),
      shape: [100, 200],
      mean: mean + deviation * shift,
      deviation: deviation * Math.sqrt(variance),
      cumulative: (x) => below((x - mean) / deviation) / mass,
      ...(high - low <= 4 ? { bounds: [low, high] as const } : {}),
    },
  );
}

test('truncatedNormal never leaves its range, far out in the tail too', () => {
  const numbers = truncatedNormal(1, { low: 30, high: 31 })([100, 10], seeded(1)).toFloats();
  expect(numbers.every((x) => x >= 30 && x <= 31)).toBe(true);
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  expect(mean).toBeCloseTo(30 + 1 / 30, 2);
});

test('truncatedNormal needs a deviation above 0 and a range in order', () => {
  for (const deviation of [0, -1, Number.NaN]) {
    expect(() => truncatedNormal(deviation)).toThrow(
      new ArgumentError(
        'truncatedNormal',
        `the deviation is ${deviation}; it must be a finite number greater than 0.`,
      ),
    );
  }
  expect(() => truncatedNormal(1, { low: 1, high: 1 })).toThrow(
    new ArgumentError('truncatedNormal', 'the range is 1 to 1; low must be below high.'),
  );
});

test('a range that no number of the distribution reaches is refused, not searched for ever', () => {
  expect(() => truncatedNormal(1e-300, { low: 1, high: 2 })).toThrow('it is too far from the mean 0');
  const far = truncatedNormal(1e-9, { low: 1, high: 2 })([100], seeded(1)).toFloats();
  expect(far.every((x) => x === 1)).toBe(true);
});
