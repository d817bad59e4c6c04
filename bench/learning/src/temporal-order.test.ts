import { tensor } from '@tbptt/core';
import { expect, test } from 'vitest';
import { wrong } from './temporal-order.js';

const p = tensor(
  [4, 4],
  [
    [0.75, 0.25, 0, 0],
    [0.05, 0.65, 0.2, 0.1],
    [0.1, 0.1, 0.75, 0.05],
    [0, 0.31, 0, 0.69],
  ].flat(),
);

test('a sequence is right when every probability is within 0.3 of what it should be', () => {
  expect(wrong(p, Int32Array.of(0, 1, 2, 3))).toBe(2);
  expect(wrong(p, Int32Array.of(1, 1, 1, 1))).toBe(4);
});
