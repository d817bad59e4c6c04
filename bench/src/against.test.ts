import { expect, test } from 'vitest';
import { pairOf } from './against.js';

test('a pair is the median of the ratios of its rounds, so that a machine that becomes slower does not decide', () => {
  const pair = pairOf('S1', 'characters/s', [100, 50, 25], [50, 50, 10], 1);
  expect(pair).toMatchObject({ here: 50, there: 50, ratio: 2, min: 1, max: 2.5 });
});

test('of times and sizes less is better', () => {
  expect(pairOf('start', 'ms', [50], [100], 1, true).ratio).toBe(2);
});
