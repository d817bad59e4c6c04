import { describe, expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { logSoftmax, logSoftmaxGradient } from './log-softmax.js';

describe('logSoftmax', () => {
  test('gives the logarithm of what softmax gives', () => {
    const numbers = new Float64Array([0, Math.log(3), Math.log(2), Math.log(2), 0, 0, 0, 0]);
    logSoftmax(numbers, 0, 2, 2, 4);
    expectClose(numbers.subarray(4), [0.25, 0.75, 0.5, 0.5].map(Math.log), { relative: 1e-15 });
  });

  test('does not overflow, and gives -Infinity for -Infinity', () => {
    const numbers = new Float64Array([1000, -1000, Number.NEGATIVE_INFINITY]);
    logSoftmax(numbers, 0, 1, 3, 0);
    expect([...numbers]).toEqual([0, -2000, Number.NEGATIVE_INFINITY]);
  });

  test('passes NaN on to the whole row, and to no other', () => {
    const numbers = new Float64Array([1, Number.NaN, 1, 1]);
    logSoftmax(numbers, 0, 2, 2, 0);
    expect([...numbers]).toEqual([Number.NaN, Number.NaN, -Math.LN2, -Math.LN2]);
  });

  test.each([
    [1, 1],
    [1, 5],
    [3, 4],
  ])('has the gradient that logSoftmaxGradient adds, for %i rows of %i', (rows, columns) => {
    const size = rows * columns;
    const numbers = Float64Array.from({ length: 3 * size }, (_, i) => 2 * Math.sin(3 * i + 1));
    const [x, y, dy] = [0, size, 2 * size];
    const value = () => {
      logSoftmax(numbers, x, rows, columns, y);
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (numbers[y + i] as number) * (numbers[dy + i] as number);
      return sum;
    };
    const expected = numericGradient(value, numbers, x, size).map((slope) => slope + 0.25);
    value();
    numbers.fill(0.25, x, size); // the gradient replaces x
    logSoftmaxGradient(numbers, y, dy, rows, columns, x);
    expectClose(numbers.subarray(x, size), expected, { relative: 1e-9, absolute: 1e-10 });
  });
});
