import { expect, test } from 'vitest';
import { tensor } from '../tensor/tensor.js';
import { equal, greater, greaterOrEqual, less, lessOrEqual } from './compare.js';

test('a condition is 1 where it holds and 0 elsewhere, also for NaN', () => {
  const a = tensor([1, 2, 3, Number.NaN]);
  const b = tensor([2, 2, 2, Number.NaN]);
  expect(equal(a, b).toNested()).toEqual([0, 1, 0, 0]);
  expect(less(a, b).toNested()).toEqual([1, 0, 0, 0]);
  expect(lessOrEqual(a, b).toNested()).toEqual([1, 1, 0, 0]);
  expect(greater(a, b).toNested()).toEqual([0, 0, 1, 0]);
  expect(greaterOrEqual(a, b).toNested()).toEqual([0, 1, 1, 0]);
});

test('numbers and shapes that broadcast are compared', () => {
  expect(less(tensor([1, 3]), 2).toNested()).toEqual([1, 0]);
  expect(less(2, tensor([1, 3])).toNested()).toEqual([0, 1]);
  expect(greaterOrEqual(tensor([[1], [3]]), tensor([1, 2])).toNested()).toEqual([
    [1, 0],
    [1, 1],
  ]);
});
