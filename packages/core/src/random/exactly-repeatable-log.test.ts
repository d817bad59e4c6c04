import { expect, test } from 'vitest';
import { expectClose } from '../testing/close.js';
import { exactlyRepeatableLog } from './exactly-repeatable-log.js';

test('the repeatable logarithm is the logarithm to the last digits', () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => (i + 1) / 1000).concat([2 ** -53, 1e-300, 5e-324]);
  expectClose(numbers.map(exactlyRepeatableLog), numbers.map(Math.log), { relative: 1e-15, absolute: 1e-16 });
  expect(exactlyRepeatableLog(1)).toBe(0);
});
