import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { ArgumentError, HostError, ShapeError } from '../errors.js';
import { checkIndices, indices } from './indices.js';
import { full, scalar, type Tensor, tensor, zeros } from './tensor.js';

/** An argument that the types forbid. */
const untyped = (value: unknown): never => value as never;

describe('a tensor of nested arrays', () => {
  test('has their lengths as its shape', () => {
    const matrix = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(matrix.shape).toEqual([2, 3]);
    expect([...matrix.toFloats()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(tensor([1, 2, 3]).shape).toEqual([3]);
    expect(tensor(7).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(Object.isFrozen(matrix.shape)).toBe(true);
  });

  test('is the inverse of toNested', () => {
    const shapes = fc
      .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
      .map((shape) => ({ shape, size: shape.reduce((size, length) => size * length, 1) }));
    fc.assert(
      fc.property(shapes, ({ shape, size }) => {
        const numbers = Float32Array.from({ length: size }, (_, i) => i - 0.5);
        const copy = tensor(tensor(shape, numbers).toNested());
        expect(copy.shape).toEqual(shape);
        expect(copy.toFloats()).toEqual(numbers);
      }),
    );
  });

  test('takes typed arrays, alone or as rows', () => {
    expect(tensor(Float32Array.of(1, 2)).toNested()).toEqual([1, 2]);
    expect(tensor([Float64Array.of(1, 2), [3, 4]]).toNested()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor(Float64Array.of(0.1)).item()).toBe(0.1);
    expect(tensor([Float64Array.of(0.1)]).item()).toBe(Math.fround(0.1));
  });

  test('is refused with the place if arrays of one level differ', () => {
    const rule = 'arrays of one level must have equal lengths.';
    expect(() => tensor([[1, 2], [3]])).toThrow(
      new ShapeError(
        'tensor',
        `there is an array of length 1 at [1], but an array of length 2 at [0]; ${rule}`,
      ),
    );
    expect(() => tensor([1, [2]])).toThrow(
      new ShapeError('tensor', `there is an array of length 1 at [1], but a number at [0]; ${rule}`),
    );
    expect(() => tensor([[[1]], [2]])).toThrow(
      new ShapeError('tensor', `there is a number at [1][0], but an array of length 1 at [0][0]; ${rule}`),
    );
    const cyclic: unknown[] = [];
    cyclic[0] = cyclic;
    expect(() => tensor(untyped(cyclic))).toThrow('or one contains itself');
  });

  test('never takes the shape for the numbers if the numbers are undefined', () => {
    expect(() => tensor([2, 3], untyped(undefined))).toThrow(
      new ArgumentError(
        'tensor',
        'the numbers are undefined; they must be an array or a typed array of numbers.',
      ),
    );
  });
});

test('indices can be made of nested arrays too', () => {
  const ids = indices([
    [0, 1],
    [2, 3],
  ]);
  expect(ids).toEqual({ shape: [2, 2], data: Int32Array.of(0, 1, 2, 3) });
  expect(() => indices([0.5])).toThrow('0.5 is not a 32-bit whole number.');
  expect(() => indices([[0], [1, 2]])).toThrow(ShapeError);
});

describe('what is no number', () => {
  test('is refused wherever numbers are read', () => {
    for (const number of ['1', 'x', null, undefined, true, 1n, {}, Symbol('s')]) {
      for (const make of [
        () => tensor(untyped([0, number])),
        () => tensor([2], untyped([0, number])),
        () => indices(untyped([0, number])),
        () => indices([2], untyped([0, number])),
        () => full([2], untyped(number)),
        () => scalar(untyped(number)),
      ]) {
        expect(make).toThrow(ArgumentError);
        expect(make).toThrow('must be a number');
      }
    }
  });

  test('may be a hole of a sparse array', () => {
    const sparse = Object.assign([], { 1: 5, length: 3 }) as number[];
    expect(() => tensor([3], sparse)).toThrow(
      new ArgumentError('tensor', 'the element at 0 is undefined; it must be a number.'),
    );
    expect(() => tensor(sparse)).toThrow('the element at [0] is undefined; it must be a number');
  });

  test('may be a bigint of a typed array, or the bytes of a view', () => {
    for (const array of [BigInt64Array.of(1n), BigUint64Array.of(1n), new DataView(new ArrayBuffer(1))]) {
      expect(() => tensor([1], untyped(array))).toThrow('they must be an array or a typed array of numbers.');
      expect(() => tensor(untyped(array))).toThrow(ArgumentError);
    }
  });

  test('may be a nested array that is given together with a shape', () => {
    expect(() => tensor([2], untyped([[1], [2]]))).toThrow(
      new ArgumentError(
        'tensor',
        'the element at 0 is an array; nested arrays are given without a shape: tensor(numbers).',
      ),
    );
  });

  test('may be a promise, a set or a string', () => {
    for (const value of [Promise.resolve([1]), new Set([1]), 'a', () => [1], new Map()]) {
      expect(() => tensor([1], untyped(value))).toThrow(ArgumentError);
      expect(() => tensor(untyped(value))).toThrow(ArgumentError);
    }
  });
});

test('NaN and the infinities are numbers', () => {
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(tensor(numbers).toNested()).toEqual(numbers);
  expect(full([1], Number.NaN).toNested()).toEqual([Number.NaN]);
});

test('numbers may be array-like, and typed arrays of every kind of number', () => {
  expect(tensor([2], { length: 2, 0: 1, 1: 2 }).toNested()).toEqual([1, 2]);
  for (const Kind of [Int8Array, Uint8ClampedArray, Int16Array, Uint32Array, Float64Array]) {
    expect(tensor([2], Kind.of(1, 2)).toNested()).toEqual([1, 2]);
  }
  expect(tensor([2], new Float32Array(new SharedArrayBuffer(8))).toNested()).toEqual([0, 0]);
});

describe('arrays of another realm', () => {
  const foreign = (code: string): never => runInNewContext(code) as never;

  test('are read like our own', () => {
    expect(foreign('[1]')).not.toBeInstanceOf(Array);
    expect(tensor(foreign('[1, 2]'), foreign('[3, 4]')).shape).toEqual([1, 2]);
    expect(tensor(foreign('[[1, 2], [3, 4]]')).shape).toEqual([2, 2]);
    expect(tensor(foreign('new Float32Array([0.5, 1.5])')).toNested()).toEqual([0.5, 1.5]);
    expect(tensor([1], foreign('new Float64Array([0.1])')).item()).toBe(0.1);
    expect(indices(foreign('new Int32Array([1, 2])')).data).toEqual(Int32Array.of(1, 2));
  });

  test('may be the numbers of indices', () => {
    const ids = { shape: foreign('[2]'), data: foreign('new Int32Array([1, 9])') };
    expect(() => checkIndices('gather', ids, 10)).not.toThrow();
    expect(() => checkIndices('gather', ids, 5)).toThrow('the index at position 1 of [2] is 9');
    const floats = { shape: [1], data: foreign('new Float32Array([0.5])') };
    expect(() => checkIndices('gather', floats, 5)).toThrow(ArgumentError);
  });
});

test('a tensor that no host can hold is refused with its shape', () => {
  for (const make of [() => zeros([2 ** 26, 2 ** 26]), () => full([2 ** 52], 1)]) {
    expect(make).toThrow(HostError);
    expect(make).toThrow('more than the host has room for; make it smaller.');
  }
});

test('indices of ordinary arrays are refused with the call that makes them', () => {
  const check = (ids: unknown) => () => checkIndices('crossEntropy', untyped(ids), 5);
  expect(check([0, 1])).toThrow(
    new ArgumentError('crossEntropy', 'the indices are an array; make them with indices([2], [0, 1]).'),
  );
  expect(check(Int32Array.of(1))).toThrow(
    'the indices are an Int32Array; make them with indices(shape, numbers).',
  );
  expect(check(zeros([2]))).toThrow('the indices are a Tensor; make them with indices(shape, numbers).');
});

test('a tensor has no public members but those of its documentation', () => {
  expectTypeOf<keyof Tensor>().toEqualTypeOf<
    'shape' | 'size' | 'toFloats' | 'item' | 'toNested' | 'toString' | 'toJSON'
  >();
});
