import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { zeros } from '../tensor/tensor.js';
import { initializerContract } from '../testing/initializer-contract.js';
import { cumulativeNormal } from '../testing/kolmogorov-smirnov.js';
import { constant, type Initializer, normal, uniform } from './initializers.js';

const shape = [200, 400] as const;

for (const [name, make, low, high] of [
  ['uniform within a bound', uniform(0.3), -0.3, 0.3],
  ['uniform between two numbers', uniform(0.25, 1), 0.25, 1],
] as const) {
  initializerContract(
    { describe, test },
    {
      name,
      make,
      shape,
      mean: (low + high) / 2,
      deviation: (high - low) / Math.sqrt(12),
      cumulative: (x) => (x - low) / (high - low),
      bounds: [low, high],
    },
  );
}

for (const [name, make, mean, deviation] of [
  ['normal', normal(), 0, 1],
  ['normal with a deviation', normal(0.5), 0, 0.5],
  ['normal around a mean', normal(0.1, { mean: -3 }), -3, 0.1],
] as const) {
  initializerContract(
    { describe, test },
    { name, make, shape, mean, deviation, cumulative: (x) => cumulativeNormal((x - mean) / deviation) },
  );
}

test('constants take any shape, and zeros is an initializer too', () => {
  const random = seeded(1);
  expect(constant(2)([2], random).toNested()).toEqual([2, 2]);
  const asInitializer: Initializer = zeros;
  expect(asInitializer([1, 2], random).toNested()).toEqual([[0, 0]]);
  expect(uniform(0)([2], random).toNested()).toEqual([0, 0]);
  expect(normal(0, { mean: 3 })([2], random).toNested()).toEqual([3, 3]);
});

test('a range is finite and in order', () => {
  for (const [make, low, high] of [
    [() => uniform(-1), 1, -1],
    [() => uniform(2, 1), 2, 1],
    [() => uniform(0, Number.POSITIVE_INFINITY), 0, Number.POSITIVE_INFINITY],
    [() => uniform(Number.NaN), Number.NaN, Number.NaN],
  ] as const) {
    expect(make).toThrow(
      new ArgumentError('uniform', `the range is ${low} to ${high}; it must be finite and in order.`),
    );
  }
});

test('a deviation is not negative', () => {
  for (const deviation of [-1, Number.NaN]) {
    expect(() => normal(deviation)).toThrow(
      new ArgumentError('normal', `the deviation is ${deviation}; it must be a finite number of at least 0.`),
    );
  }
});
