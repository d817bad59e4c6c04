import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { indices } from '../tensor/indices.js';
import { oneHot } from './one-hot.js';

test('there is a 1 at the place of each index', () => {
  expect(oneHot(indices([[2], [0]]), 3).toNested()).toEqual([[[0, 0, 1]], [[1, 0, 0]]]);
  expect(oneHot(indices([0], []), 3).shape).toEqual([0, 3]);
});

test('an index that is no class is refused', () => {
  expect(() => oneHot(indices([3]), 3)).toThrow(ArgumentError);
  expect(() => oneHot(indices([-1]), 3)).toThrow(ArgumentError);
});
