import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { takeAlong } from './take-along.js';

test('each element is taken by an index of its own', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(takeAlong(x, indices([[2], [0]])).toNested()).toEqual([[3], [4]]);
  expect(takeAlong(x, indices([[1, 0, 1]]), 0).toNested()).toEqual([[4, 2, 6]]);
});

test('the gradient is that of finite differences', () => {
  const x = parameter(normal()([2, 3, 2], seeded(1)));
  const ids = indices([2, 4, 2], [0, 1, 2, 0, 1, 1, 2, 2, 0, 0, 1, 1, 0, 2, 0, 0]);
  gradcheck([x], () => weightedSum(takeAlong(x, ids, 1)));
});

test('the other axes are equal', () => {
  expect(() => takeAlong(zeros([2, 3]), indices([0, 1]))).toThrow(
    new ShapeError('takeAlong', 'x is [2, 3], the indices [2]; they may differ in axis -1 only.'),
  );
});
