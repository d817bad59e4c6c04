import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { multiStep } from './multi-step.js';

const rates = (schedule: (step: number) => number, count: number): number[] =>
  Array.from({ length: count }, (_, step) => schedule(step));

test('a learning rate may fall at milestones', () => {
  expectClose(
    rates(multiStep(0.8, { milestones: [2, 3, 6], factor: 0.5 }), 8),
    [0.8, 0.8, 0.4, 0.2, 0.2, 0.2, 0.1, 0.1],
  );
});

test('a milestone that is named twice counts twice, and without any the learning rate stays', () => {
  expectClose(rates(multiStep(1, { milestones: [1, 1] }), 3), [1, 0.01, 0.01]);
  expectClose(rates(multiStep(1, { milestones: [] }), 3), [1, 1, 1]);
});

test('milestones are whole numbers in ascending order', () => {
  expect(() => multiStep(1, { milestones: [3, 2] })).toThrow(
    'multiStep: the milestones are 3, 2; they must be in ascending order.',
  );
  expect(() => multiStep(1, { milestones: [1, 2.5] })).toThrow('multiStep: milestones[1] is 2.5');
  expect(() => multiStep(1, { milestones: [-1] })).toThrow('multiStep: milestones[0] is -1');
});
