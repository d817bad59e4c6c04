import { ArgumentError } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { constant } from './constant.js';
import { constantFactor } from './constant-factor.js';
import { cosine } from './cosine.js';
import { cosineAnnealing } from './cosine-annealing.js';
import { exponential } from './exponential.js';
import { lambda } from './lambda.js';
import { linear } from './linear.js';
import { polynomial } from './polynomial.js';
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

  test('may fall along a cosine and rise again', () => {
    const schedule = cosineAnnealing(1, { steps: 2, final: 0.2 });
    expectClose(rates(schedule, 6), [1, 0.6, 0.2, 0.6, 1, 0.6]);
  });

  test('may go along a straight line, up or down', () => {
    expectClose(rates(linear(0.9), 7), [0.3, 0.42, 0.54, 0.66, 0.78, 0.9, 0.9]);
    expectClose(rates(linear(1, { steps: 2, startFactor: 2, endFactor: 0 }), 4), [2, 1, 0, 0]);
  });

  test('may be reduced for its first steps', () => {
    expectClose(rates(constantFactor(0.9), 7), [0.3, 0.3, 0.3, 0.3, 0.3, 0.9, 0.9]);
    expectClose(rates(constantFactor(2, { steps: 1, factor: 0.5 }), 3), [1, 2, 2]);
  });

  test('may fall along a power', () => {
    expectClose(rates(polynomial(1), 7), [1, 0.8, 0.6, 0.4, 0.2, 0, 0]);
    expectClose(rates(polynomial(1, { steps: 2, power: 2, final: 0.2 }), 4), [1, 0.4, 0.2, 0.2]);
  });

  test('may be any function of the step', () => {
    expectClose(
      rates(
        lambda(0.5, (step) => 1 / (1 + step)),
        3,
      ),
      [0.5, 0.25, 0.5 / 3],
    );
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
    ['steps', () => linear(1, { steps: 0 }), 'linear: steps is 0;'],
    ['startFactor', () => linear(1, { startFactor: -1 }), 'linear: startFactor is -1;'],
    ['endFactor', () => linear(1, { endFactor: Number.NaN }), 'linear: endFactor is NaN;'],
    ['steps', () => constantFactor(1, { steps: -1 }), 'constantFactor: steps is -1;'],
    ['factor', () => constantFactor(1, { factor: -1 }), 'constantFactor: factor is -1;'],
    ['power', () => polynomial(1, { power: 0 }), 'polynomial: power is 0;'],
    ['steps', () => polynomial(1, { steps: 0.5 }), 'polynomial: steps is 0.5;'],
    ['final', () => polynomial(1, { final: -1 }), 'polynomial: final is -1;'],
    ['steps', () => cosineAnnealing(1, { steps: 0 }), 'cosineAnnealing: steps is 0;'],
    ['final', () => cosineAnnealing(1, { steps: 1, final: -1 }), 'cosineAnnealing: final is -1;'],
    ['initial', () => lambda(-1, () => 1), 'lambda: initial is -1;'],
  ])('refuses an option out of range: %s', (_, make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
