import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { checkIndices, indices, isIndices } from './indices.js';
import { zeros } from './tensor.js';

describe('indices', () => {
  test('have a shape and 32-bit whole numbers', () => {
    const ids = indices([2, 2], [3, 0, 1, 2]);
    expect(ids.shape).toEqual([2, 2]);
    expect(ids.data).toEqual(Int32Array.of(3, 0, 1, 2));
  });

  test('must be as many as the shape says', () => {
    expect(() => indices([3], [1, 2])).toThrow(
      new ShapeError(
        'indices',
        'the shape [3] has 3 elements, but 2 numbers are given; they must be as many.',
      ),
    );
  });

  test('must be whole numbers of 32 bits', () => {
    for (const number of [0.5, Number.NaN, 2 ** 31]) {
      expect(() => indices([1], [number])).toThrow(
        new ArgumentError('indices', `${number} is not a 32-bit whole number.`),
      );
    }
  });

  test('are told from tensors by what they hold', () => {
    expect(isIndices(indices([1], [0]))).toBe(true);
    expect(isIndices({ shape: [1], data: new Int32Array(1) })).toBe(true);
    for (const other of [zeros([1]), { shape: [1], data: [0] }, { data: new Int32Array(1) }, null, 7]) {
      expect(isIndices(other)).toBe(false);
    }
  });
});

describe('checkIndices', () => {
  test('accepts numbers below the limit, and the one that stands for none', () => {
    expect(() => checkIndices('gather', indices([3], [0, 4, 2]), 5)).not.toThrow();
    expect(() => checkIndices('loss', indices([2], [-1, 4]), 5, -1)).not.toThrow();
  });

  test('names the first index outside, and its place', () => {
    for (const id of [5, -1]) {
      expect(() => checkIndices('gather', indices([2, 2], [0, 1, id, 9]), 5)).toThrow(
        new ArgumentError(
          'gather',
          `the index at position 2 of [2, 2] is ${id}; indices must be from 0 to 4.`,
        ),
      );
    }
  });

  test('refuses more or fewer numbers than the shape says', () => {
    expect(() => checkIndices('gather', { shape: [3], data: new Int32Array(2) }, 5)).toThrow(
      new ShapeError(
        'gather',
        'the indices have the shape [3] of 3 elements, but 2 numbers; they must be as many.',
      ),
    );
  });

  test('refuses what are no indices', () => {
    const numbers = JSON.parse('{ "shape": [1], "data": [0] }') as Parameters<typeof checkIndices>[1];
    expect(() => checkIndices('gather', numbers, 5)).toThrow(
      new ArgumentError(
        'gather',
        'the indices are not { shape, data: Int32Array }; make them with indices(shape, numbers).',
      ),
    );
  });
});

test('a shape that is no list of whole numbers is refused, before anything is computed from it', () => {
  const shapes: unknown[] = [
    [2.5, 40],
    [-1, -100],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 32, 2 ** 32],
    ['10', 10],
    [undefined],
    Object.assign([], { length: 1 }), // a hole
  ];
  for (const shape of shapes) {
    const ids = { shape, data: new Int32Array(100) } as never as Parameters<typeof checkIndices>[1];
    expect(() => checkIndices('RNN', ids, 5)).toThrow(ArgumentError);
  }
  const huge = { shape: [2 ** 32, 4096], data: new Int32Array(8) };
  expect(() => checkIndices('RNN', huge, 5)).toThrow(ShapeError);
});

test('an index into nothing says so', () => {
  expect(() => checkIndices('gather', indices([0]), 0)).toThrow(
    new ArgumentError('gather', 'the index at position 0 of [1] is 0; there are no elements to refer to.'),
  );
});
