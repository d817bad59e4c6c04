import { describe, expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { standardizeRows, standardizeRowsGradient } from './standardize-rows.js';

describe('standardizing rows', () => {
  test('gives each row mean 0 and variance 1, and says by what it was divided', () => {
    const numbers = new Float64Array([1, 3, 10, 10, 0, 0, 0, 0, 0, 0]);
    standardizeRows(numbers, 0, 2, 2, 0.25, 4, 8);
    const inverse = 1 / Math.sqrt(1.25);
    expectClose(numbers.subarray(4), [-inverse, inverse, 0, 0, inverse, 2], { relative: 1e-15 });
  });

  test('may be done in place', () => {
    const numbers = new Float64Array([1, 3, 0]);
    standardizeRows(numbers, 0, 1, 2, 0, 0, 2);
    expect([...numbers]).toEqual([-1, 1, 1]);
  });

  test.each([
    [1, 1],
    [1, 5],
    [3, 4],
  ])('has the gradient that standardizeRowsGradient adds, for %i rows of %i', (rows, columns) => {
    const size = rows * columns;
    const numbers = Float64Array.from({ length: 3 * size + rows }, (_, i) => 2 * Math.sin(3 * i + 1));
    const [x, y, dy, inverses] = [0, size, 2 * size, 3 * size];
    const value = () => {
      standardizeRows(numbers, x, rows, columns, 0.1, y, inverses);
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (numbers[y + i] as number) * (numbers[dy + i] as number);
      return sum;
    };
    const expected = numericGradient(value, numbers, x, size).map((slope) => slope + 0.25);
    value();
    numbers.fill(0.25, x, size); // the gradient replaces x
    standardizeRowsGradient(numbers, y, inverses, dy, rows, columns, x);
    expectClose(numbers.subarray(x, size), expected, { relative: 1e-9, absolute: 1e-10 });
  });
});
