import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { full, scalar, tensor, zeros } from './tensor.js';

describe('a tensor', () => {
  test('has a shape, a size, and numbers in row-major order', () => {
    const x = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(x.shape).toEqual([2, 3]);
    expect(x.size).toBe(6);
    expect([...x.toFloats()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(x.toNested()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.toString()).toBe('Tensor [2, 3] [[1, 2, 3], [4, 5, 6]]');
  });

  test('may have no axes, or axes of length 0', () => {
    expect(scalar(7).shape).toEqual([]);
    expect(scalar(7).toNested()).toBe(7);
    expect(zeros([2, 0, 3]).size).toBe(0);
    expect(zeros([2, 0, 3]).toNested()).toEqual([[], []]);
  });

  test('keeps its own copy of what it was made of, and gives copies', () => {
    const numbers = new Float32Array([1, 2]);
    const x = tensor([2], numbers);
    numbers[0] = 9;
    x.toFloats()[1] = 9;
    expect([...x.toFloats()]).toEqual([1, 2]);
  });

  test('is not changed by changes of the shape it was given', () => {
    const shape = [2, 1];
    const x = tensor(shape, [1, 2]);
    shape[0] = 1;
    expect(x.shape).toEqual([2, 1]);
    expect(Object.isFrozen(x.shape)).toBe(true);
  });

  test('rounds numbers to single precision, but keeps those of a Float64Array', () => {
    expect(tensor([1], [0.1]).item()).toBe(Math.fround(0.1));
    expect(tensor([1], Float64Array.of(0.1)).item()).toBe(0.1);
  });

  test('can be filled', () => {
    expect(full([2, 2], 3).toNested()).toEqual([
      [3, 3],
      [3, 3],
    ]);
    expect([...zeros([3]).toFloats()]).toEqual([0, 0, 0]);
  });

  test('gives its only number as an item', () => {
    expect(tensor([1, 1], [4]).item()).toBe(4);
    expect(() => zeros([2]).item()).toThrow(new ShapeError('item', '[2] has 2 elements; it must have one.'));
  });
});

describe('a tensor is refused', () => {
  test('where the numbers are not as many as the shape says', () => {
    expect(() => tensor([2, 3], [1, 2])).toThrow(
      new ShapeError(
        'tensor',
        'the shape [2, 3] has 6 elements, but 2 numbers are given; they must be as many.',
      ),
    );
  });

  test('where a length is negative or no whole number', () => {
    for (const shape of [[-1], [1.5], [Number.NaN]]) {
      const rule = `the shape [${shape.join()}] is not a list of whole numbers of at least 0.`;
      expect(() => tensor(shape, [])).toThrow(new ArgumentError('tensor', rule));
      expect(() => full(shape, 0)).toThrow(new ArgumentError('full', rule));
    }
  });
});
