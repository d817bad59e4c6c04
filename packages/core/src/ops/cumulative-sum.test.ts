import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { cumulativeSum } from './cumulative-sum.js';

test('each element is the sum of those up to it', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(cumulativeSum(x, 1).toNested()).toEqual([
    [1, 3, 6],
    [4, 9, 15],
  ]);
  expect(cumulativeSum(x, -2).toNested()).toEqual([
    [1, 2, 3],
    [5, 7, 9],
  ]);
  expect(cumulativeSum(zeros([2, 0]), 1).shape).toEqual([2, 0]);
});

test('many small numbers lose no digits', () => {
  expect(
    cumulativeSum(full([1_000_000], 0.1), 0)
      .toFloats()
      .at(-1),
  ).toBe(Math.fround(1e6 * Math.fround(0.1)));
});

test('the gradient is that of finite differences', () => {
  const x = parameter(normal()([2, 4, 3], seeded(1)));
  for (const axis of [0, 1, 2]) gradcheck([x], () => weightedSum(cumulativeSum(x, axis)));
});

test('the axis must be there', () => {
  expect(() => cumulativeSum(zeros([2]), 1)).toThrow(
    new ShapeError('cumulativeSum', '[2] has no axis 1; axes run from -1 to 0.'),
  );
});
