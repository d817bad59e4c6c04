import { expect, test } from 'vitest';
import { scheduleNames, schedules } from './settings.js';

test('every schedule but the constant one ends at the lowest rate', () => {
  expect(scheduleNames.map((name) => [name, schedules[name](1)])).toEqual([
    ['linear', 1],
    ['cosine', 1],
    ['one-cycle', 1],
    ['constant', 0],
  ]);
});

test('one cycle rises from the lowest rate in a straight line, then falls like a cosine', () => {
  const course = schedules['one-cycle'];
  expect([0, 0.0025, 0.005].map(course)).toEqual([1, 0.75, 0.5]);
  expect(course(0.01)).toBe(0); // the highest rate
  expect(course(0.01 - 1e-9)).toBeCloseTo(0, 6); // no jump
  for (const share of [0, 0.5, 0.75, 1]) {
    expect(course(0.01 + 0.99 * share)).toBeCloseTo(schedules.cosine(share), 12);
  }
});
