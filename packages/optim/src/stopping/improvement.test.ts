import { ArgumentError, parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { ReduceOnPlateau } from '../schedules/reduce-on-plateau.js';
import { Convergence, type ConvergenceState } from './convergence.js';
import { EarlyStopping, type EarlyStoppingState } from './early-stopping.js';
import { type ImprovementOptions, ImprovementRule } from './improvement.js';

const throughJson = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;
const metrics = [5, 4, Number.NaN, 4.5, 3.9, Infinity, 3.9, 3.5, 7, -Infinity, 2, Number.NaN, 1];

describe('a value is better', () => {
  test.each([
    [{}, 10, 9.999, true],
    [{}, 10, 10, false],
    [{ threshold: 0.1 }, 10, 9.1, false],
    [{ threshold: 0.1 }, 10, 8.9, true],
    [{ threshold: 0.1, thresholdMode: 'abs' }, 10, 9.95, false],
    [{ threshold: 0.1, thresholdMode: 'abs' }, 10, 9.85, true],
    [{ mode: 'max', threshold: 0.1 }, 10, 10.9, false],
    [{ mode: 'max', threshold: 0.1 }, 10, 11.1, true],
    [{ mode: 'max', threshold: 0.1, thresholdMode: 'abs' }, 10, 10.15, true],
    [{}, 10, Number.NaN, false],
    [{ mode: 'max' }, 10, Number.NaN, false],
    [{ mode: 'max' }, Infinity, 1e300, false],
    [{}, -Infinity, -1e300, false],
  ] as const satisfies readonly (readonly [ImprovementOptions, number, number, boolean])[])(
    'by %j after %d: %d, %s',
    (options, best, value, better) => {
      expect(new ImprovementRule('test', options).isBetter(value, best)).toBe(better);
    },
  );

  test('for early stopping as for the plateau', () => {
    for (const options of [
      {},
      { mode: 'max' },
      { threshold: 0.2 },
      { threshold: 0.3, thresholdMode: 'abs' },
    ] as const) {
      const stopping = new EarlyStopping({}, { patience: 100, ...options });
      const plateau = new ReduceOnPlateau(1, { patience: 100, threshold: 0, ...options });
      for (const metric of metrics) {
        stopping.observe(metric);
        plateau.observe(metric);
        expect([stopping.best, stopping.stale]).toEqual([plateau.state().best, plateau.state().bad]);
      }
    }
  });
});

describe('an observed value that is no number is refused', () => {
  test.each([undefined, null, '0.5', scalar(0.5), {}])('%s', (value) => {
    for (const observer of [
      new EarlyStopping({}, { patience: 1 }),
      new Convergence(),
      new ReduceOnPlateau(1),
    ]) {
      expect(() => observer.observe(value as number)).toThrow(ArgumentError);
      expect(() => observer.observe(value as number)).toThrow('the observed value is ');
    }
  });
});

describe('a state of early stopping', () => {
  const make = () => {
    const model = { w: parameter(scalar(0)) };
    return { model, stopping: new EarlyStopping(model, { patience: 3 }) };
  };

  test('continues through JSON as if training had not been interrupted, wherever it was', () => {
    for (const mode of ['min', 'max'] as const) {
      for (let stop = 0; stop <= metrics.length; stop++) {
        const [whole, after] = [
          new EarlyStopping({}, { patience: 3, mode }),
          new EarlyStopping({}, { patience: 3, mode }),
        ];
        for (const metric of metrics.slice(0, stop)) whole.observe(metric);
        after.restore(throughJson(whole.state()));
        expect(after.state()).toEqual(whole.state());
        for (const metric of metrics.slice(stop)) expect(after.observe(metric)).toBe(whole.observe(metric));
        expect(after.state()).toEqual(whole.state());
      }
    }
  });

  test('brings the best weights back where they are given', () => {
    const [before, after] = [make(), make()];
    for (const value of [3, 1, 2]) {
      before.model.w.assign(scalar(value));
      before.stopping.observe(value);
    }
    after.stopping.restore(throughJson(before.stopping.state()), before.stopping.bestWeights);
    after.stopping.restoreBest();
    expect(after.model.w.item()).toBe(1);
    const without = make();
    without.stopping.restore(before.stopping.state());
    expect(() => without.stopping.restoreBest()).toThrow(
      'EarlyStopping: there are no best weights: the state was restored without them. Call restore(state, bestWeights).',
    );
    without.model.w.assign(scalar(7));
    without.stopping.observe(0.5);
    without.model.w.assign(scalar(8));
    without.stopping.restoreBest();
    expect(without.model.w.item()).toBe(7);
  });

  test('is refused where it is none, and nothing is changed', () => {
    const { stopping } = make();
    stopping.observe(1);
    const before = stopping.state();
    expect(before).toEqual({ observed: 1, best: 1, bestAt: 0 });
    const wrong: readonly unknown[] = [
      undefined,
      null,
      {},
      { observed: -1 },
      { observed: 1.5 },
      { observed: 2, best: 1 },
      { observed: 2, bestAt: 1 },
      { observed: 2, best: 1, bestAt: 2 },
      { observed: 2, best: 1, bestAt: 0.5 },
      { observed: 2, best: Number.NaN, bestAt: 0 },
      { observed: 2, best: '1', bestAt: 0 },
    ];
    for (const state of wrong) {
      expect(() => stopping.restore(state as EarlyStoppingState)).toThrow(ArgumentError);
      expect(stopping.state()).toEqual(before);
    }
  });

  test('of values that were never better says so when the best weights are wanted', () => {
    const { stopping } = make();
    for (const value of [Infinity, Number.NaN]) stopping.observe(value);
    expect(() => stopping.restoreBest()).toThrow('of 2 observed values none was better than Infinity.');
  });
});

describe('a state of convergence', () => {
  test('continues through JSON, also with values that are not finite', () => {
    const series = [4, 3, Number.NaN, 3.1, 3, 2.99, 3, Infinity, 3, 3, 3, 3];
    for (let stop = 0; stop <= series.length; stop++) {
      const [whole, after] = [
        new Convergence({ window: 3, relative: 0.01 }),
        new Convergence({ window: 3, relative: 0.01 }),
      ];
      for (const value of series.slice(0, stop)) whole.observe(value);
      after.restore(throughJson(whole.state()));
      for (const value of series.slice(stop)) expect(after.observe(value)).toBe(whole.observe(value));
    }
  });

  test('is refused where it is none, and nothing is changed', () => {
    const convergence = new Convergence({ window: 2 });
    convergence.observe(1);
    for (const state of [undefined, {}, { latest: 1 }, { latest: ['1'] }, { latest: [1, 2, 3] }]) {
      expect(() => convergence.restore(state as ConvergenceState)).toThrow(ArgumentError);
      expect(convergence.state()).toEqual({ latest: [1] });
    }
  });

  test('has not converged with an infinity among its values, however large the tolerance', () => {
    const convergence = new Convergence({ window: 2, relative: 1 });
    convergence.observe(1);
    expect(convergence.observe(Infinity)).toBe(false);
  });

  test('may have a long window', () => {
    const convergence = new Convergence({ window: 200_000 });
    let converged = false;
    const state = { latest: Array.from({ length: 199_999 }, () => 1) };
    convergence.restore(state);
    converged = convergence.observe(1);
    expect([converged, convergence.spread]).toEqual([true, 0]);
  });
});
