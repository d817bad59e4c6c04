import { expect, test } from 'vitest';
import { extremeRows } from './extreme-rows.js';

test('the extreme of each row is found, and NaN wins', () => {
  const numbers = new Float64Array([1, 3, 2, -1, Number.NaN, 5, 0, 0]);
  extremeRows(numbers, 0, 2, 3, 6, Math.max);
  expect([...numbers.subarray(6)]).toEqual([3, Number.NaN]);
  extremeRows(numbers, 0, 1, 3, 6, Math.min);
  expect(numbers[6]).toBe(1);
});
