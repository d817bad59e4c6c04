import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { square } from '../ops/unary.js';
import { indices } from './indices.js';
import { parameter } from './parameter.js';
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

  test('is made of numbers with their shape', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const made = tensor({ shape: [2, 3], data });
    expect(made.toNested()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    data[0] = 9;
    expect(made.toFloats()[0]).toBe(1);
    expect(() => tensor({ shape: [2, 2], data })).toThrow('the shape [2, 2] has 4 elements, but 6 numbers');
    expect(() => tensor({ shape: [2], data: undefined as never })).toThrow(ArgumentError);
    expect(() => tensor(indices([2], [0, 1]) as never)).toThrow(ArgumentError);
    expect(() => tensor({ shape: undefined as never, data })).toThrow('shape');
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

describe('what is shown of a tensor', () => {
  test('is its shape and numbers, in text and in a console', () => {
    expect(String(tensor([2, 2], [1, 2.5, 1 / 3, 1e-9]))).toBe('Tensor [2, 2] [[1, 2.5], [0.3333, 1e-9]]');
    expect(inspect({ x: scalar(3) })).toBe('{ x: Tensor [] 3 }');
    expect(inspect(parameter(zeros([0, 2])))).toBe('Parameter [0, 2] []');
  });

  test('is abridged where it is large', () => {
    const text = String(tensor([1000, 50], new Float32Array(50_000).fill(7)));
    expect(text).toMatch(/^Tensor \[1000, 50\] \[\[7, 7, 7, \.\.\., 7, 7, 7\], /);
    expect(text.length).toBeLessThan(300);
  });

  test('is that its step has ended, where it has', () => {
    let escaped = scalar(0);
    evaluate(() => {
      escaped = square(scalar(2));
    });
    expect(String(escaped)).toBe('Tensor [] (of a step that has ended)');
  });

  test('holds no internals as JSON or in its fields', () => {
    expect(JSON.stringify(tensor([2], [1, 2]))).toBe('{"shape":[2],"numbers":[1,2]}');
    expect(Object.keys(tensor([2], [1, 2]))).toEqual(['shape', 'size']);
  });
});
