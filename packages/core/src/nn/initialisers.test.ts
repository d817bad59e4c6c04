import { describe, expect, test } from 'vitest';
import { seeded } from '../random/seeded.js';
import { ShapeError } from '../tensor/errors.js';
import { zeros } from '../tensor/tensor.js';
import {
  constant,
  heNormal,
  heUniform,
  type Initialiser,
  normal,
  uniform,
  xavierNormal,
  xavierUniform,
} from './initialisers.js';

const SHAPE = [200, 400];

function statistics(initialiser: Initialiser) {
  const numbers = initialiser(SHAPE, seeded(1)).toFloats();
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  const fourth = numbers.reduce((sum, x) => sum + (x - mean) ** 4, 0) / numbers.length;
  const largest = numbers.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { mean, variance, kurtosis: fourth / variance ** 2, largest };
}

const table: readonly (readonly [
  name: string,
  make: Initialiser,
  variance: number,
  shape: 'flat' | 'bell',
])[] = [
  ['uniform within a bound', uniform(0.3), 0.09 / 3, 'flat'],
  ['normal', normal(), 1, 'bell'],
  ['normal of a deviation', normal(0.5), 0.25, 'bell'],
  ['xavierUniform', xavierUniform(), 2 / 600, 'flat'],
  ['xavierUniform with a gain', xavierUniform(5 / 3), (25 / 9) * (2 / 600), 'flat'],
  ['xavierNormal', xavierNormal(), 2 / 600, 'bell'],
  ['xavierNormal with a gain', xavierNormal(2), 4 * (2 / 600), 'bell'],
  ['heUniform', heUniform(), 2 / 200, 'flat'],
  ['heUniform for leakyRelu', heUniform(0.5), 2 / (1.25 * 200), 'flat'],
  ['heNormal', heNormal(), 2 / 200, 'bell'],
  ['heNormal for leakyRelu', heNormal(0.5), 2 / (1.25 * 200), 'bell'],
];

describe.each(table)('%s', (_name, make, variance, form) => {
  test('has the mean, variance and form of its definition', () => {
    const actual = statistics(make);
    expect(Math.abs(actual.mean) / Math.sqrt(variance)).toBeLessThan(0.02);
    expect(actual.variance / variance).toBeCloseTo(1, 1);
    expect(actual.kurtosis).toBeCloseTo(form === 'flat' ? 1.8 : 3, 1);
  });

  test('is the same for the same seed', () => {
    const drawn = (seed: number) => make([3, 4], seeded(seed)).toNested();
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

test('uniform stays within its bound, and comes near it', () => {
  const { largest } = statistics(uniform(0.3));
  expect(largest).toBeLessThanOrEqual(Math.fround(0.3));
  expect(largest).toBeGreaterThan(0.2999);
});

test('constants take any shape, and zeros is an initialiser too', () => {
  const random = seeded(1);
  expect(constant(2)([2], random).toNested()).toEqual([2, 2]);
  const asInitialiser: Initialiser = zeros;
  expect(asInitialiser([1, 2], random).toNested()).toEqual([[0, 0]]);
});

test('where inputs and outputs count, the shape must have both', () => {
  const all = { xavierUniform, xavierNormal, heUniform, heNormal };
  for (const [name, make] of Object.entries(all)) {
    for (const shape of [[5], [2, 3, 4], []]) {
      expect(() => make()(shape, seeded(1))).toThrow(
        new ShapeError(
          name,
          `the shape [${shape.join(', ')}] is not that of a weight; it must have two axes, [inputs, outputs].`,
        ),
      );
    }
  }
});
