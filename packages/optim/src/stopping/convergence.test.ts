import { ArgumentError } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { Convergence, type ConvergenceOptions } from './convergence.js';

/** How many values of a series it takes. */
function convergesAfter(series: Iterable<number>, options: ConvergenceOptions): number | undefined {
  const convergence = new Convergence(options);
  let count = 0;
  for (const value of series) {
    count++;
    if (convergence.observe(value)) return count;
  }
  return undefined;
}

function* decay(factor: number, floor: number): Generator<number> {
  for (let i = 0; i < 1000; i++) yield floor + factor ** i;
}

describe('a series of losses', () => {
  test('has come to rest when its latest values are close together, relative to their mean', () => {
    // 2 + 0.5^i: the last 4 are 0.5^(n-4) - 0.5^(n-1) = 7 * 0.5^(n-1) apart, at most 2 * 0.01 from n = 10 on
    expect(convergesAfter(decay(0.5, 2), { window: 4, relative: 0.01 })).toBe(10);
  });

  test('that goes to zero comes to rest by the absolute tolerance only', () => {
    expect(convergesAfter(decay(0.5, 0), { window: 4, relative: 0.01 })).toBeUndefined();
    expect(convergesAfter(decay(0.5, 0), { window: 4, relative: 0.01, absolute: 0.02 })).toBe(10);
  });

  test('that swings has not come to rest, even where its ends meet', () => {
    expect(convergesAfter([1, 2, 1, 2, 1, 2, 1], { window: 3, relative: 0.1 })).toBeUndefined();
  });

  test('needs as many values as the window holds', () => {
    expect(convergesAfter([1, 1, 1, 1, 1], { window: 4 })).toBe(4);
  });

  test('of values that are no numbers does not come to rest', () => {
    expect(convergesAfter([Number.NaN, Number.NaN, Number.NaN], { window: 2 })).toBeUndefined();
    expect(convergesAfter([Infinity, Infinity, Infinity], { window: 2 })).toBeUndefined();
  });

  test('tells how far apart its latest values are', () => {
    const convergence = new Convergence({ window: 3 });
    expect(convergence.spread).toBeNaN();
    for (const value of [9, 3, 4, 2]) convergence.observe(value);
    expect(convergence.spread).toBe(2);
    expect(convergence.converged).toBe(false);
  });

  test('is watched with options that can be', () => {
    expect(() => new Convergence({ window: 1 })).toThrow(
      new ArgumentError('Convergence', 'the window is 1; it must be a whole number of at least 2.'),
    );
    expect(() => new Convergence({ relative: Number.NaN })).toThrow(
      'the relative tolerance is NaN; it must be a number of at least 0.',
    );
  });
});
