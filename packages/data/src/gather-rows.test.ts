import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Floats, Indices } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { gatherRows } from './gather-rows.js';

const images: Floats = { shape: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) };
const classes: Indices = { shape: [3], data: Int32Array.of(7, 8, 9) };

describe('gathering rows', () => {
  test('takes the named rows in their order, some twice', () => {
    expect(gatherRows(images, Int32Array.of(2, 0, 2))).toEqual({
      shape: [3, 2],
      data: Float32Array.of(20, 21, 0, 1, 20, 21),
    });
  });

  test('takes the classes that belong to the samples', () => {
    expect(gatherRows(classes, [1, 0])).toEqual({ shape: [2], data: Int32Array.of(8, 7) });
  });

  test('keeps all axes but the first', () => {
    const cube: Floats = { shape: [2, 2, 2], data: Float32Array.from({ length: 8 }, (_, i) => i) };
    expect(gatherRows(cube, [1])).toEqual({ shape: [1, 2, 2], data: Float32Array.of(4, 5, 6, 7) });
  });

  test('keeps the numbers of an array of another realm', () => {
    const floats = runInNewContext('new Float32Array([0.5, 1.5])') as Float32Array;
    const gathered = gatherRows({ shape: [2, 1], data: floats }, [1, 0]);
    expect(gathered).toEqual({ shape: [2, 1], data: Float32Array.of(1.5, 0.5) });
    const ints = runInNewContext('new Int32Array([7, 8])') as Int32Array;
    expect(gatherRows({ shape: [2], data: ints }, [1])).toEqual({ shape: [1], data: Int32Array.of(8) });
  });

  test('refuses numbers of another precision, which would be rounded, and tensors', () => {
    for (const data of [new Float64Array([0.5, 1.5]), new Uint8Array(2), [0.5, 1.5], undefined]) {
      expect(() => gatherRows({ shape: [2, 1], data: data as never }, [0])).toThrow(
        'it must be { shape, data } with a Float32Array or an Int32Array',
      );
    }
  });

  test('of no rows gives none', () => {
    expect(gatherRows(images, [])).toEqual({ shape: [0, 2], data: new Float32Array(0) });
  });

  test('leaves the source as it was', () => {
    gatherRows(images, [0]).data.fill(99);
    expect(images.data[0]).toBe(0);
  });

  test('refuses rows that are not there', () => {
    for (const row of [-1, 3, 0.5, Number.NaN])
      expect(() => gatherRows(images, [row])).toThrow(ArgumentError);
    expect(() => gatherRows(images, [3])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: gatherRows: an array of 6 elements with shape [3, 2] has no row 3; rows are integers from 0 to 2.]`,
    );
  });

  test('refuses an array that does not fill its shape', () => {
    expect(() => gatherRows({ shape: [4, 2], data: images.data }, [0])).toThrow(ShapeError);
    expect(() =>
      gatherRows({ shape: [], data: new Float32Array(1) }, [0]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: gatherRows: an array of 1 elements with shape [] was given; the shape must have an axis at least, and its product must be the number of elements.]`,
    );
  });
});
