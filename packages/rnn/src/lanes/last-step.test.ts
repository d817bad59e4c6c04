import { indices, multiply, Parameter, seeded, square, sum, tensor, zeros } from '@tbptt/core';
import { gradcheck } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { lastStep } from './last-step.js';

const sequence = tensor(
  [3, 2, 2],
  Array.from({ length: 12 }, (_, i) => i),
);

test('the last step of each lane is that before its length', () => {
  expect(lastStep(sequence).toNested()).toEqual([
    [8, 9],
    [10, 11],
  ]);
  expect(lastStep(sequence, [1, 3]).toNested()).toEqual([
    [0, 1],
    [10, 11],
  ]);
});

test('is the state h of a layer whose lanes end', () => {
  const layer = new GRU(2, 3, { random: seeded(2) });
  const { outputs, state } = layer.unroll(sequence, layer.initialState(2), { lengths: [2, 3] });
  expect([...lastStep(outputs, [2, 3]).toFloats()]).toEqual([...state.h.toFloats()]);
});

test('has the gradient of finite differences', () => {
  const x = new Parameter(sequence);
  gradcheck({ x }, () => sum(square(multiply(lastStep(x, [2, 3]), tensor([2, 2], [1, -2, 3, 0.5])))));
});

test('what has no last step is refused', () => {
  expect(() => lastStep(sequence, [0, 1])).toThrow('lane 0 has the length 0, so it has no last step');
  expect(() => lastStep(sequence, [4, 1])).toThrow('the length of lane 0 is 4');
  expect(() => lastStep(sequence, [1])).toThrow('1 lengths are given for 2 lanes');
  expect(() => lastStep(zeros([0, 1, 2]))).toThrow('lane 0 has the length 0');
  expect(() => lastStep(zeros([2, 2]))).toThrow('they must be [T, B, D]');
  expect(() => lastStep(indices([1, 1], [0]) as never)).toThrow('the inputs are symbols');
});
