import { parameter, tensor, zeros } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { activationPenalty, temporalActivationPenalty } from './activation-penalty.js';

const h = parameter(tensor([3, 1, 2], [1, 2, 3, -4, 5, 6]));

test('the activation penalty is the mean square of the outputs', () => {
  expectClose(activationPenalty(h, 2).item(), (2 * (1 + 4 + 9 + 16 + 25 + 36)) / 6);
  gradcheck([h], () => activationPenalty(h, 2));
});

test('the temporal penalty is the mean square of their change from step to step', () => {
  expectClose(temporalActivationPenalty(h, 0.5).item(), (0.5 * (4 + 36 + 4 + 100)) / 4);
  gradcheck([h], () => temporalActivationPenalty(h, 0.5));
});

test('where nothing changes the penalties are zero', () => {
  expect(temporalActivationPenalty(zeros([1, 2, 3]), 1).item()).toBe(0);
  expect(activationPenalty(zeros([0, 2, 3]), 1).item()).toBe(0);
});
