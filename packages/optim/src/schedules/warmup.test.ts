import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import { linear } from './linear.js';
import { ReduceOnPlateau } from './reduce-on-plateau.js';
import { sequential } from './sequential.js';
import { warmup } from './warmup.js';

const steps = Array.from({ length: 20 }, (_, step) => step);

test('a rise may come before any learning rate, which then starts from its own beginning', () => {
  expectClose([0, 1, 2, 3, 4, 5].map(warmup(1, { steps: 3 })), [0.25, 0.5, 0.75, 1, 1, 1]);
  expectClose(
    [0, 1, 2, 3, 4].map(warmup(exponential(0.8, { factor: 0.5 }), { steps: 2, startFactor: 0 })),
    [0, 0.4, 0.8, 0.4, 0.2],
  );
});

test('a rise before a cosine is the one that the cosine can do itself', () => {
  const itself = cosine(0.3, { steps: 15, warmup: 4, final: 0.1 });
  const before = warmup(cosine(0.3, { steps: 11, final: 0.1 }), { steps: 4 });
  expectClose(steps.map(before), steps.map(itself), { relative: 1e-14 });
});

test('a rise is a line and then something else', () => {
  const rate = exponential(0.5, { factor: 0.9 });
  const rise = linear(0.5, { steps: 5, startFactor: 0.2 });
  const joined = sequential([rise, rate], { milestones: [5] });
  expectClose(steps.map(warmup(rate, { steps: 5, startFactor: 0.2 })), steps.map(joined), {
    relative: 1e-14,
  });
});

test('a rise of no steps is none', () => {
  expect(warmup(0.5, { steps: 0 })(0)).toBe(0.5);
});

test('a rise may come before a learning rate that reacts', () => {
  const plateau = new ReduceOnPlateau(1, { patience: 0 });
  const schedule = warmup(plateau, { steps: 1 });
  expect([schedule(0), schedule(1)]).toEqual([0.5, 1]);
  plateau.observe(1);
  plateau.observe(2);
  expect(schedule(1)).toBe(0.1);
});

test('a rise refuses options out of range', () => {
  expect(() => warmup(1, { steps: -1 })).toThrow('warmup: steps is -1');
  expect(() => warmup(1, { steps: 1, startFactor: -1 })).toThrow('warmup: startFactor is -1');
  expect(() => warmup(-1, { steps: 1 })).toThrow('warmup: the learning rate is -1');
});
