import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { broadcastShape, formatShape, normalizedAxis, sameShape, sizeOf, splitAt } from './shape.js';

test('the size is the product of the lengths', () => {
  expect([[], [5], [2, 3], [4, 0]].map(sizeOf)).toEqual([1, 5, 6, 0]);
});

test('shapes are equal in all lengths or not at all', () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([2], [2, 1])).toBe(false);
  expect(sameShape([], [])).toBe(true);
});

test('shapes are written as lists', () => {
  expect(formatShape([32, 65])).toBe('[32, 65]');
  expect(formatShape([])).toBe('[]');
});

describe('an axis', () => {
  test('is counted from the end where it is negative', () => {
    expect([0, 1, -1, -2].map((axis) => normalizedAxis('sum', [2, 3], axis))).toEqual([0, 1, 1, 0]);
  });

  test('must be there', () => {
    for (const axis of [2, -3, 0.5]) {
      expect(() => normalizedAxis('sum', [2, 3], axis)).toThrow(
        new ShapeError('sum', `[2, 3] has no axis ${axis}; axes run from -2 to 1.`),
      );
    }
    expect(() => normalizedAxis('sum', [], 0)).toThrow('sum: [] has no axis 0; there are none.');
  });

  test('cuts a shape into blocks before it and elements after it', () => {
    expect(splitAt([2, 3, 4, 5], 1)).toEqual({ outer: 2, length: 3, inner: 20 });
    expect(splitAt([7], 0)).toEqual({ outer: 1, length: 7, inner: 1 });
  });
});

describe('shapes broadcast', () => {
  test('where lengths are equal, 1 or absent, counted from the end', () => {
    expect(broadcastShape('add', [2, 3], [3])).toEqual([2, 3]);
    expect(broadcastShape('add', [2, 1], [1, 5])).toEqual([2, 5]);
    expect(broadcastShape('add', [], [4, 4])).toEqual([4, 4]);
    expect(broadcastShape('add', [1], [0])).toEqual([0]);
  });

  test('and nowhere else', () => {
    expect(() => broadcastShape('add', [2, 3], [2])).toThrow(
      new ShapeError(
        'add',
        '[2, 3] and [2] do not broadcast: counted from the end, axis 1 is 3 and 2; the lengths must be equal, or one of them 1.',
      ),
    );
  });
});
