import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { cyclic } from './cyclic.js';
import type { Schedule } from './schedule.js';

const first = (count: number, schedule: Schedule): number[] =>
  Array.from({ length: count }, (_, step) => schedule(step));

describe('a cyclic learning rate', () => {
  test('goes up and down, and the momentum down and up', () => {
    const schedule = cyclic(0.1, 0.5, { stepSizeUp: 2, stepSizeDown: 4 });
    expectClose(first(9, schedule), [0.1, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1, 0.3, 0.5]);
    expectClose(first(9, schedule.momentum), [0.9, 0.85, 0.8, 0.825, 0.85, 0.875, 0.9, 0.85, 0.8]);
  });

  test('may be half as high each time', () => {
    const options = { stepSizeUp: 1, mode: 'triangular2', baseMomentum: 0.5, maxMomentum: 1 } as const;
    const schedule = cyclic(1, 2, options);
    expectClose(first(6, schedule), [1, 2, 1, 1.5, 1, 1.25]);
    expectClose(first(6, schedule.momentum), [1, 0.5, 1, 0.75, 1, 0.875]);
  });

  test('may fall by a factor at every step', () => {
    const schedule = cyclic(1, 2, { stepSizeUp: 2, mode: 'exp_range', factor: 0.5 });
    expectClose(first(7, schedule), [1, 1 + 0.5 / 2, 1 + 1 / 4, 1 + 0.5 / 8, 1, 1 + 0.5 / 32, 1 + 1 / 64]);
  });

  test('goes up in 2000 steps unless told otherwise', () => {
    expectClose([0, 1000, 2000, 3000, 4000].map(cyclic(0, 1)), [0, 0.5, 1, 0.5, 0]);
  });

  test('refuses options out of range', () => {
    expect(() => cyclic(-1, 1)).toThrow('cyclic: base is -1');
    expect(() => cyclic(0, Number.NaN)).toThrow('cyclic: peak is NaN');
    expect(() => cyclic(0, 1, { stepSizeUp: 0 })).toThrow('cyclic: stepSizeUp is 0');
    expect(() => cyclic(0, 1, { stepSizeDown: 1.5 })).toThrow('cyclic: stepSizeDown is 1.5');
    expect(() => cyclic(0, 1, { factor: -1 })).toThrow('cyclic: factor is -1');
    expect(() => cyclic(0, 1, { baseMomentum: -1 })).toThrow('cyclic: baseMomentum is -1');
    expect(() => cyclic(0, 1, { maxMomentum: -1 })).toThrow('cyclic: maxMomentum is -1');
  });
});
