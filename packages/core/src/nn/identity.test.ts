import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { identity } from './identity.js';

test('an identity has its gain on the diagonal', () => {
  const random = seeded(1);
  expect(identity()([2, 2], random).toNested()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(identity(0.5)([2, 3], random).toNested()).toEqual([
    [0.5, 0, 0],
    [0, 0.5, 0],
  ]);
  expect(identity()([3, 1], random).toNested()).toEqual([[1], [0], [0]]);
  expect(identity()([0, 2], random).shape).toEqual([0, 2]);
});

test('an identity needs two axes', () => {
  expect(() => identity()([4], seeded(1))).toThrow(
    new ShapeError(
      'identity',
      'the shape [4] is not that of a weight; it must have two axes, [inputs, outputs].',
    ),
  );
});
