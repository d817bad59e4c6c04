import { describe, expect, test } from 'vitest';
import type { Floats } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { padSeries } from './pad-series.js';

const series = (rows: number, columns: number, first: number): Floats => ({
  shape: [rows, columns],
  data: Float32Array.from({ length: rows * columns }, (_, i) => first + i),
});
const sequences = [series(2, 2, 1), series(0, 2, 0), series(3, 2, 10)];

describe('padded series', () => {
  test('are side by side, time-major, with a mask and lengths', () => {
    const { inputs, mask, lengths } = padSeries(sequences);
    expect(lengths).toEqual(Int32Array.of(2, 0, 3));
    expect(inputs.shape).toEqual([3, 3, 2]);
    expect([...inputs.data]).toEqual([1, 2, 0, 0, 10, 11, 3, 4, 0, 0, 12, 13, 0, 0, 0, 0, 14, 15]);
    expect(mask.shape).toEqual([3, 3, 1]);
    expect([...mask.data]).toEqual([1, 0, 1, 1, 0, 1, 0, 0, 1]);
  });

  test('are those that a batch names, in its order', () => {
    const { inputs, lengths } = padSeries(sequences, [2, 0]);
    expect(lengths).toEqual(Int32Array.of(3, 2));
    expect([...inputs.data.subarray(0, 4)]).toEqual([10, 11, 1, 2]);
  });

  test('have one number of columns, and finite numbers', () => {
    expect(() => padSeries([series(1, 2, 0), series(1, 3, 0)])).toThrow(ShapeError);
    expect(() => padSeries([{ shape: [4], data: new Float32Array(4) }])).toThrow(ShapeError);
    expect(() => padSeries([series(1, 1, Number.NaN)])).toThrow(ArgumentError);
    expect(() => padSeries(sequences, [3])).toThrow('sequence 3 was asked for');
    expect(() => padSeries([])).toThrow('a batch must have one at least');
  });
});
