import { expect, test } from 'vitest';
import { expectClose } from './close.js';
import { numericGradient } from './numeric-gradient.js';

test('a numeric gradient agrees with the derivatives of known functions and leaves the numbers as they were', () => {
  const numbers = new Float64Array([9, 0.5, -1.5, 2]);
  const value = () =>
    Math.exp(numbers[1] as number) + Math.sin(numbers[2] as number) * (numbers[3] as number);
  const gradient = numericGradient(value, numbers, 1);
  const expected = [Math.exp(0.5), 2 * Math.cos(-1.5), Math.sin(-1.5)];
  expectClose(gradient, expected, { relative: 1e-11, absolute: 1e-11 });
  expect([...numbers]).toEqual([9, 0.5, -1.5, 2]);
});
