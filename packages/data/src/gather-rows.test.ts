import { describe, expect, test } from 'vitest';
import type { Floats, Indices } from './arrays.js';
import { RowError } from './errors.js';
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

  test('of no rows gives none', () => {
    expect(gatherRows(images, [])).toEqual({ shape: [0, 2], data: new Float32Array(0) });
  });

  test('leaves the source as it was', () => {
    gatherRows(images, [0]).data.fill(99);
    expect(images.data[0]).toBe(0);
  });

  test('refuses rows that are not there', () => {
    for (const row of [-1, 3, 0.5, Number.NaN]) expect(() => gatherRows(images, [row])).toThrow(RowError);
    expect(() => gatherRows(images, [3])).toThrowErrorMatchingInlineSnapshot(
      `[RowError: gatherRows: an array of 6 elements with shape [3, 2] has no row 3; rows are integers from 0 to 2.]`,
    );
  });

  test('refuses an array that does not fill its shape', () => {
    expect(() => gatherRows({ shape: [4, 2], data: images.data }, [0])).toThrow(RowError);
    expect(() =>
      gatherRows({ shape: [], data: new Float32Array(1) }, [0]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[RowError: gatherRows: an array of 1 elements with shape [] was given; the shape must have an axis at least, and its product must be the number of elements.]`,
    );
  });
});
