import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { concat } from './rearrange.js';
import { split } from './split.js';

test('parts are equal, or have the given lengths, and together are the whole', () => {
  const x = normal()([4, 6], seeded(1));
  expect(split(x, 2).map(({ shape }) => shape)).toEqual([
    [2, 6],
    [2, 6],
  ]);
  const parts = split(x, [1, 0, 5], -1);
  expect(parts.map(({ shape }) => shape)).toEqual([
    [4, 1],
    [4, 0],
    [4, 5],
  ]);
  expect(concat(parts, 1).toNested()).toEqual(x.toNested());
});

test('the gradient is that of finite differences', () => {
  const x = parameter(normal()([2, 5], seeded(1)));
  gradcheck([x], () => weightedSum(concat(split(x, [2, 3], 1).toReversed(), 1)));
});

test('parts that are not the whole are refused', () => {
  expect(() => split(zeros([5]), 2)).toThrow(
    new ArgumentError(
      'split',
      'axis 0 of [5] cannot be cut into 2 equal parts; the lengths must be whole numbers that add up to 5.',
    ),
  );
  for (const parts of [0, 1e12, [2, 2], [6, -1], [2.5, 2.5], []]) {
    expect(() => split(zeros([5]), parts)).toThrow(ArgumentError);
  }
});
