import { multiply, parameter, scalar } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { sgd } from '../sgd.js';
import { type PlateauState, ReduceOnPlateau, type ReduceOnPlateauOptions } from './reduce-on-plateau.js';

/** The learning rates after each of the observed metrics, starting from 1 and halved. */
function ratesAfter(metrics: readonly number[], options: ReduceOnPlateauOptions): number[] {
  const plateau = new ReduceOnPlateau(1, { factor: 0.5, ...options });
  return metrics.map((metric) => {
    plateau.observe(metric);
    return plateau.learningRate;
  });
}

describe('a learning rate that waits for progress', () => {
  test('falls when more observations than its patience were no better', () => {
    expectClose(ratesAfter([5, 4, 4, 4, 4, 4, 4], { patience: 2 }), [1, 1, 1, 1, 0.5, 0.5, 0.5]);
    expectClose(ratesAfter([5, 5, 5, 5], { patience: 0 }), [1, 0.5, 0.25, 0.125]);
    expectClose(ratesAfter([5, 6, 4, 6, 3, 6], { patience: 1 }), [1, 1, 1, 1, 1, 1]);
  });

  test('may want a metric to grow', () => {
    expectClose(ratesAfter([1, 2, 3, 2, 2], { mode: 'max', patience: 1 }), [1, 1, 1, 1, 0.5]);
  });

  test.each([
    ['min', 'rel', [10, 9.1, 8.9], [1, 0.5, 0.5]],
    ['min', 'abs', [10, 9.95, 9.85], [1, 0.5, 0.5]],
    ['max', 'rel', [10, 10.9, 11.1], [1, 0.5, 0.5]],
    ['max', 'abs', [10, 10.05, 10.15], [1, 0.5, 0.5]],
  ] as const)(
    'counts as progress, with %s and %s, what passes the threshold',
    (mode, thresholdMode, metrics, rates) => {
      expectClose(ratesAfter(metrics, { mode, thresholdMode, threshold: 0.1, patience: 0 }), rates);
    },
  );

  test('counts nothing for a while after a fall', () => {
    expectClose(ratesAfter([5, 5, 5, 5, 5, 5], { patience: 0, cooldown: 2 }), [1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  test('does not fall below its least, nor by next to nothing', () => {
    expectClose(ratesAfter([5, 5, 5, 5], { patience: 0, minLearningRate: 0.3 }), [1, 0.5, 0.3, 0.3]);
    expectClose(ratesAfter([5, 5, 5, 5], { patience: 0, eps: 0.25 }), [1, 0.5, 0.5, 0.5]);
  });

  test('never takes NaN for progress', () => {
    expectClose(ratesAfter([Number.NaN, Number.NaN, 5, Number.NaN], { patience: 1 }), [1, 0.5, 0.5, 0.5]);
  });

  test('says when it falls', () => {
    const plateau = new ReduceOnPlateau(1, { patience: 0 });
    expect([plateau.observe(1), plateau.observe(1), plateau.observe(0.5)]).toEqual([false, true, false]);
  });

  test('is a learning rate', () => {
    const p = parameter(scalar(0));
    const learningRate = new ReduceOnPlateau(1, { patience: 0 });
    const optimizer = new Optimizer([p], sgd({ learningRate }));
    optimizer.step(() => multiply(p, 1));
    learningRate.observe(1);
    learningRate.observe(1);
    optimizer.step(() => multiply(p, 1));
    expect(p.item()).toBeCloseTo(-1.1, 6);
  });

  test('continues from a saved state as if it had not stopped', () => {
    const metrics = [5, 4, 6, 6, 3.9, 7, 7, 7, 1, 1, 1, 1, 1, 1];
    const options = { patience: 1, cooldown: 1, factor: 0.7 };
    for (let stop = 0; stop <= metrics.length; stop++) {
      const [whole, before] = [new ReduceOnPlateau(1, options), new ReduceOnPlateau(1, options)];
      for (const metric of metrics) whole.observe(metric);
      for (const metric of metrics.slice(0, stop)) before.observe(metric);
      const after = new ReduceOnPlateau(0.5, options);
      after.restore(JSON.parse(JSON.stringify(before.state())) as PlateauState);
      expect(after.state()).toEqual(before.state());
      for (const metric of metrics.slice(stop)) after.observe(metric);
      expect(after.state()).toEqual(whole.state());
    }
  });

  test.each([
    ['max', Infinity],
    ['min', -Infinity],
  ] as const)(
    'continues from a best metric that cannot be surpassed, with %s %d, through JSON too',
    (mode, best) => {
      const [whole, before] = [
        new ReduceOnPlateau(0.1, { mode, patience: 1 }),
        new ReduceOnPlateau(0.1, { mode, patience: 1 }),
      ];
      for (const plateau of [whole, before]) for (const metric of [1, best]) plateau.observe(metric);
      for (const state of [before.state(), JSON.parse(JSON.stringify(before.state())) as PlateauState]) {
        const after = new ReduceOnPlateau(1, { mode, patience: 1 });
        after.restore(state);
        expect(after.state()).toEqual(before.state());
        expect([after.observe(2), after.observe(best)]).toEqual([false, true]);
        expect(after.learningRate).toBeCloseTo(0.01, 12);
      }
    },
  );

  test('refuses a state that is none, and keeps its own', () => {
    const plateau = new ReduceOnPlateau(1);
    const before = plateau.state();
    expect(before).toEqual({ learningRate: 1, bad: 0, cooling: 0 });
    for (const wrong of [{ learningRate: -1 }, { bad: 0.5 }, { cooling: -1 }, { best: Number.NaN }]) {
      expect(() => plateau.restore({ ...before, ...wrong })).toThrow('of the state is');
    }
    expect(plateau.state()).toEqual(before);
  });

  test('refuses options out of range', () => {
    const make = (options: ReduceOnPlateauOptions) => () => new ReduceOnPlateau(1, options);
    expect(() => new ReduceOnPlateau(-1)).toThrow('ReduceOnPlateau: initial is -1');
    expect(make({ factor: 1 })).toThrow('ReduceOnPlateau: factor is 1');
    expect(make({ patience: 0.5 })).toThrow('ReduceOnPlateau: patience is 0.5');
    expect(make({ threshold: -1 })).toThrow('ReduceOnPlateau: threshold is -1');
    expect(make({ cooldown: -1 })).toThrow('ReduceOnPlateau: cooldown is -1');
    expect(make({ minLearningRate: -1 })).toThrow('ReduceOnPlateau: minLearningRate is -1');
    expect(make({ eps: -1 })).toThrow('ReduceOnPlateau: eps is -1');
  });
});
