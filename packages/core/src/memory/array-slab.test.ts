import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArraySlab } from './array-slab.js';

test('arrays of all lengths are zeros, and no number is in two of them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 }), (lengths) => {
      const slab = new ArraySlab((length) => new Float32Array(length));
      const arrays = lengths.map((length) => slab.take(length));
      expect(arrays.map(({ length }) => length)).toEqual(lengths);
      expect(arrays.every((array) => array.every((number) => number === 0))).toBe(true);
      for (const [index, array] of arrays.entries()) array.fill(index + 1);
      expect(arrays.every((array, index) => array.every((number) => number === index + 1))).toBe(true);
    }),
  );
});

test('arrays of some hundred numbers share a buffer; shorter and longer ones have their own', () => {
  const slab = new ArraySlab((length) => new Float64Array(length));
  const [first, second, short, long] = [100, 100, 16, 600].map((length) => slab.take(length));
  expect(first?.buffer).toBe(second?.buffer);
  expect(first?.buffer.byteLength).toBe(8 * 2048);
  expect([short, long].map((array) => array?.buffer.byteLength)).toEqual([8 * 16, 8 * 600]);
});
