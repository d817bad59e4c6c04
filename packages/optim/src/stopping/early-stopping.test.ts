import { ArgumentError, BatchNorm, differentiate, parameter, scalar, sum, tensor } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.js';

/** After which value, counted from 1, training is stopped; undefined if it is not. */
function stoppedAfter(values: readonly number[], options: EarlyStoppingOptions): number | undefined {
  const stopping = new EarlyStopping({ w: parameter(scalar(0)) }, options);
  const index = values.findIndex((value) => stopping.observe(value));
  return index < 0 ? undefined : index + 1;
}

describe('early stopping', () => {
  test('ends the training after as many values without improvement as there is patience', () => {
    expect(stoppedAfter([5, 4, 4.5, 4.2, 4.1], { patience: 3 })).toBe(5);
    expect(stoppedAfter([5, 4, 4.5, 4.2, 3.9, 4, 4], { patience: 3 })).toBeUndefined();
    expect(stoppedAfter([1, 1], { patience: 1 })).toBe(2);
  });

  test('counts an improvement only if it passes the threshold', () => {
    const values = [1, 0.95, 0.9, 0.85];
    expect(stoppedAfter(values, { patience: 2 })).toBeUndefined();
    expect(stoppedAfter(values, { patience: 2, threshold: 0.25, thresholdMode: 'abs' })).toBe(3);
    // 0.85 is better than 1 by more.
    expect(stoppedAfter(values, { patience: 3, threshold: 0.125, thresholdMode: 'abs' })).toBeUndefined();
  });

  test('wants large values in the mode max', () => {
    expect(stoppedAfter([0.5, 0.6, 0.7], { patience: 1, mode: 'max' })).toBeUndefined();
    expect(stoppedAfter([0.5, 0.4], { patience: 1, mode: 'max' })).toBe(2);
  });

  test('never takes NaN for an improvement', () => {
    expect(stoppedAfter([Number.NaN, Number.NaN], { patience: 2 })).toBe(2);
    expect(stoppedAfter([Number.NaN, 3, 2, Number.NaN, 1], { patience: 2 })).toBeUndefined();
  });

  test('knows the best value, when it came, and how many have come since', () => {
    const stopping = new EarlyStopping({}, { patience: 10 });
    expect([stopping.best, stopping.bestAt, stopping.stale]).toEqual([undefined, undefined, 0]);
    for (const value of [3, 1, 2, 5]) stopping.observe(value);
    expect([stopping.best, stopping.bestAt, stopping.stale]).toEqual([1, 1, 2]);
  });

  test('restores parameters and running statistics of the best value', () => {
    const model = { w: parameter(scalar(0)), norm: new BatchNorm(1) };
    const stopping = new EarlyStopping(model, { patience: 5 });
    const batch = tensor([2, 1], [1, 3]);
    for (const value of [3, 1, 2]) {
      model.w.assign(scalar(value));
      differentiate(model, () => sum(model.norm.forward(batch)));
      stopping.observe(value);
    }
    stopping.restoreBest();
    expect(model.w.item()).toBe(1);
    expect(model.norm.numBatchesTracked.item()).toBe(2);
  });

  test('has nothing to restore before a number was observed', () => {
    const stopping = new EarlyStopping({}, { patience: 5 });
    stopping.observe(Number.NaN);
    expect(() => stopping.restoreBest()).toThrow(
      new ArgumentError(
        'EarlyStopping',
        'there are no best weights: of 1 observed values none was a number. Call observe(value) first.',
      ),
    );
  });

  test('names an option that cannot be', () => {
    const make = (options: EarlyStoppingOptions) => () => new EarlyStopping({}, options);
    expect(make({ patience: 0 })).toThrow(
      new ArgumentError('EarlyStopping', 'the patience is 0; it must be a whole number of at least 1.'),
    );
    expect(make({ patience: 1, threshold: -1 })).toThrow('threshold is -1');
    expect(make(JSON.parse('{"patience": 1, "mode": "best"}') as EarlyStoppingOptions)).toThrow(
      "there is no mode 'best'",
    );
  });
});
