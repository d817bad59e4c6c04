import { ArgumentError } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import type { Schedule } from './schedule.js';
import { stepDecay } from './step-decay.js';

/** The learning rates of the first `count` steps. */
const rates = (schedule: Schedule, count: number): number[] =>
  Array.from({ length: count }, (_, step) => schedule(step));

describe('a schedule', () => {
  test('may be constant', () => {
    expect(rates(constant(0.3), 3)).toEqual([0.3, 0.3, 0.3]);
  });

  test('may fall in steps', () => {
    expectClose(rates(stepDecay(0.8, { every: 2, factor: 0.5 }), 7), [0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1]);
    expectClose(rates(stepDecay(1, { every: 1 }), 3), [1, 0.1, 0.01]);
  });

  test('may fall exponentially', () => {
    expectClose(rates(exponential(0.5, { factor: 0.9 }), 4), [0.5, 0.45, 0.405, 0.3645]);
  });

  test('may fall along a cosine and then stay', () => {
    const schedule = cosine(1, { steps: 4, final: 0.2 });
    const [quarter, threeQuarters] = [0.2 + 0.4 * (1 + Math.SQRT1_2), 0.2 + 0.4 * (1 - Math.SQRT1_2)];
    expectClose(rates(schedule, 7), [1, quarter, 0.6, threeQuarters, 0.2, 0.2, 0.2]);
  });

  test('may rise before the cosine', () => {
    const schedule = cosine(1, { steps: 5, warmup: 3 });
    expectClose(rates(schedule, 7), [0.25, 0.5, 0.75, 1, 0.5, 0, 0]);
  });

  test.each([
    [
      'constant',
      () => constant(-1),
      'constant: the learning rate is -1; it must be a finite number of at least 0.',
    ],
    [
      'initial',
      () => cosine(Number.NaN, { steps: 5 }),
      'cosine: initial is NaN; it must be a finite number of at least 0.',
    ],
    [
      'steps',
      () => cosine(1, { steps: 3, warmup: 3 }),
      'cosine: steps is 3; it must be a whole number greater than 3.',
    ],
    [
      'warmup',
      () => cosine(1, { steps: 3, warmup: 0.5 }),
      'cosine: warmup is 0.5; it must be a whole number of at least 0.',
    ],
    [
      'final',
      () => cosine(1, { steps: 3, final: -1 }),
      'cosine: final is -1; it must be a finite number of at least 0.',
    ],
    [
      'every',
      () => stepDecay(1, { every: 0 }),
      'stepDecay: every is 0; it must be a whole number of at least 1.',
    ],
    [
      'factor',
      () => stepDecay(1, { every: 1, factor: -1 }),
      'stepDecay: factor is -1; it must be a finite number of at least 0.',
    ],
    [
      'factor',
      () => exponential(1, { factor: Number.POSITIVE_INFINITY }),
      'exponential: factor is Infinity;',
    ],
  ])('refuses an option out of range: %s', (_, make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
