import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { argMax, argMin } from './arg-max.js';

const x = tensor([
  [1, 5, 5],
  [-2, Number.NaN, -7],
]);

test('the first of the largest, or a NaN, is found along an axis', () => {
  expect(argMax(x)).toEqual({ shape: [2], data: Int32Array.of(1, 1) });
  expect(argMax(x, 0)).toEqual({ shape: [3], data: Int32Array.of(0, 1, 0) });
  expect(argMin(x, 1).data).toEqual(Int32Array.of(0, 1));
  expect(argMin(tensor([3, 1, 1])).data).toEqual(Int32Array.of(1));
  expect(argMax(tensor([2], [-Infinity, -Infinity])).data).toEqual(Int32Array.of(0));
});

test('nothing has no largest', () => {
  expect(() => argMax(zeros([2, 0]))).toThrow(
    new ShapeError('argMax', '[2, 0] has no elements along axis -1; there must be one.'),
  );
});
