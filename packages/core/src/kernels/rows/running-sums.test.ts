import { expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { runningSums } from './running-sums.js';

test('sums run forwards or backwards along the middle axis, and are added if asked', () => {
  const numbers = new Float64Array([1, 10, 2, 20, 3, 30, 0, 0, 0, 0, 0, 0]);
  runningSums(numbers, 0, 1, 3, 2, false, 6, false);
  expect([...numbers.subarray(6)]).toEqual([1, 10, 3, 30, 6, 60]);
  runningSums(numbers, 0, 1, 3, 2, true, 6, true);
  expect([...numbers.subarray(6)]).toEqual([7, 70, 8, 80, 9, 90]);
});

test('the gradient is the sum in the other direction', () => {
  const size = 12;
  const weights = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  const numbers = Float64Array.from({ length: 4 * size }, (_, i) => Math.cos(i));
  const slopes = numericGradient(
    () => {
      runningSums(numbers, 0, 2, 3, 2, false, size, false);
      return weights.reduce((sum, weight, i) => sum + weight * (numbers[size + i] as number), 0);
    },
    numbers,
    0,
    size,
  );
  numbers.set(weights, 2 * size);
  runningSums(numbers, 2 * size, 2, 3, 2, true, 3 * size, false);
  expectClose(numbers.subarray(3 * size), slopes, { relative: 1e-9, absolute: 1e-9 });
});
