import { expect, test } from 'vitest';
import { xor } from './xor.js';

test('xor answers 1 where exactly one input is 1', () => {
  const { inputs, targets } = xor();
  expect([inputs.shape, targets.shape]).toEqual([
    [4, 2],
    [4, 1],
  ]);
  targets.data.forEach((target, row) => {
    expect(target).toBe((inputs.data[2 * row] ?? 0) + (inputs.data[2 * row + 1] ?? 0) === 1 ? 1 : 0);
  });
});

test('xor gives arrays of its own each time', () => {
  xor().inputs.data.fill(5);
  expect(xor().inputs.data[0]).toBe(0);
});
