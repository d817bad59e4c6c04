import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { exponential } from './exponential.js';
import { sequential } from './sequential.js';

test('learning rates may follow each other, each from its own step 0', () => {
  const schedule = sequential([0.7, exponential(1, { factor: 0.5 }), (step) => step], {
    milestones: [2, 5],
  });
  expectClose([0, 1, 2, 3, 4, 5, 6, 7].map(schedule), [0.7, 0.7, 1, 0.5, 0.25, 0, 1, 2]);
});

test('one learning rate needs no milestone', () => {
  expect(sequential([0.5], { milestones: [] })(9)).toBe(0.5);
});

test('there is a milestone between each learning rate and the next', () => {
  expect(() => sequential([1, 2], { milestones: [1, 2] })).toThrow(
    'sequential: there are 2 learning rates and 2 milestones; ' +
      'there must be a milestone between each learning rate and the next.',
  );
  expect(() => sequential([1, 2, 3], { milestones: [2, 1] })).toThrow('the milestones are 2, 1');
});
