import { parameter, scalar, square } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adam } from '../adam.js';
import { Optimizer } from '../optimizer.js';
import { oneCycle } from './one-cycle.js';

describe('one cycle', () => {
  test('rises to its peak and falls far below its start, while the momentum does the opposite', () => {
    const schedule = oneCycle(1, { steps: 11, pctStart: 0.5 - 0.5 / 11, divFactor: 10, finalDivFactor: 100 });
    // the peak is at step 0.5 * 11 - 0.5 - 1 = 4
    const [rates, momenta] = [schedule, schedule.momentum].map((of) => [0, 2, 4, 7, 10].map(of));
    expectClose(rates ?? [], [0.1, 0.55, 1, 0.5005, 0.001]);
    expectClose(momenta ?? [], [0.95, 0.9, 0.85, 0.9, 0.95]);
  });

  test('may go along straight lines, in three phases', () => {
    const schedule = oneCycle(1, {
      steps: 20,
      pctStart: 0.25,
      annealStrategy: 'linear',
      threePhase: true,
      divFactor: 5,
      baseMomentum: 0.5,
      maxMomentum: 0.9,
    });
    expectClose([0, 1, 4, 6, 8].map(schedule), [0.2, 0.4, 1, 0.6, 0.2]);
    expectClose([0, 1, 4, 6, 8].map(schedule.momentum), [0.9, 0.8, 0.5, 0.7, 0.9]);
    expectClose([13.5, 19].map(schedule), [(0.2 + 0.2e-4) / 2, 0.2e-4], { relative: 1e-12 });
    expectClose([13.5, 19].map(schedule.momentum), [0.9, 0.9]);
  });

  test('stays at its end', () => {
    const schedule = oneCycle(1, { steps: 10 });
    expect([schedule(9), schedule(10), schedule(1000)]).toEqual(Array(3).fill(1 / 25 / 1e4));
    expect(schedule.momentum(1000)).toBe(0.95);
  });

  test.each([0, 1])('may have a rise of no step, or a fall of none (%d)', (pctStart) => {
    const schedule = oneCycle(1, { steps: 3, pctStart });
    for (let step = 0; step < 5; step++) {
      expect(schedule(step)).toBeGreaterThan(0);
      expect(schedule.momentum(step)).toBeGreaterThan(0.8);
    }
    expect(oneCycle(1, { steps: 1 })(0)).toBe(1 / 25 / 1e4);
  });

  test('drives a learning rate and a beta', () => {
    const p = parameter(scalar(3));
    const learningRate = oneCycle(0.3, { steps: 200 });
    const optimizer = new Optimizer([p], adam({ learningRate, betas: [learningRate.momentum, 0.99] }));
    for (let step = 0; step < 200; step++) optimizer.step(() => square(p));
    expect(Math.abs(p.item())).toBeLessThan(0.03);
  });

  test('refuses options out of range', () => {
    expect(() => oneCycle(-1, { steps: 5 })).toThrow('oneCycle: peak is -1');
    expect(() => oneCycle(1, { steps: 0 })).toThrow('oneCycle: steps is 0');
    expect(() => oneCycle(1, { steps: 5, pctStart: 1.1 })).toThrow('oneCycle: pctStart is 1.1');
    expect(() => oneCycle(1, { steps: 5, pctStart: 0.6, threePhase: true })).toThrow(
      'oneCycle: pctStart is 0.6; it must be a finite number of at least 0 and of at most 0.5.',
    );
    expect(() => oneCycle(1, { steps: 5, divFactor: 0 })).toThrow('oneCycle: divFactor is 0');
    expect(() => oneCycle(1, { steps: 5, finalDivFactor: -1 })).toThrow('oneCycle: finalDivFactor is -1');
    expect(() => oneCycle(1, { steps: 5, baseMomentum: -1 })).toThrow('oneCycle: baseMomentum is -1');
    expect(() => oneCycle(1, { steps: 5, maxMomentum: -1 })).toThrow('oneCycle: maxMomentum is -1');
  });
});
