import { expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { transpose } from './transpose.js';

test('each matrix is transposed by itself, and added to what is there if asked', () => {
  const numbers = new Float64Array([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60, ...new Float64Array(12)]);
  const expected = [1, 4, 2, 5, 3, 6, 10, 40, 20, 50, 30, 60];
  transpose(numbers, 0, 2, 2, 3, 12, false);
  expect([...numbers.subarray(12)]).toEqual(expected);
  transpose(numbers, 0, 2, 2, 3, 12, true);
  expect([...numbers.subarray(12)]).toEqual(expected.map((x) => 2 * x));
});

test('the gradient of a transposition is the transposed gradient', () => {
  const [size, weights] = [12, Float64Array.from({ length: 12 }, (_, i) => Math.sin(i + 1))];
  const numbers = Float64Array.from({ length: 4 * size }, (_, i) => Math.cos(i));
  const slopes = numericGradient(
    () => {
      transpose(numbers, 0, 1, 3, 4, size, false);
      return weights.reduce((sum, weight, i) => sum + weight * (numbers[size + i] as number), 0);
    },
    numbers,
    0,
    size,
  );
  numbers.set(weights, 2 * size);
  transpose(numbers, 2 * size, 1, 4, 3, 3 * size, false);
  expectClose(numbers.subarray(3 * size), slopes, { relative: 1e-9, absolute: 1e-9 });
});
