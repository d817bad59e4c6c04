import { expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { sumOfSquares } from './sum-of-squares.js';

test('the sum of squares of a stretch counts nothing beside it', () => {
  expect(sumOfSquares(new Float64Array([9, 1, 2, 3, 9]), 1, 3)).toBe(14);
  expect(sumOfSquares(new Float64Array([9]), 1, 0)).toBe(0);
});

test('the sum of squares of single-precision numbers does not overflow', () => {
  expect(sumOfSquares(new Float32Array([1e30, 1e30]), 0, 2)).toBeCloseTo(2e60, -54);
});

test('the gradient of the sum of squares is twice the numbers', () => {
  const numbers = new Float64Array([0.5, -1, 3]);
  const gradient = numericGradient(() => sumOfSquares(numbers, 0, 3), numbers);
  expectClose(
    gradient,
    numbers.map((x) => 2 * x),
    { relative: 1e-9 },
  );
});
