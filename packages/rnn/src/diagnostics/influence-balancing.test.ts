import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import {
  halfSquaredError,
  InfluenceBalancing,
  ones,
  sensitivities,
  trainOnline,
} from '../testing/influence-balancing.js';
import { truncationError } from './truncation-error.js';

/** The number of steps from which on all are negative, as the limit is. */
const rightFrom = (seen: readonly number[]): number => seen.findLastIndex((x) => x >= 0) + 2;

describe('the influence-balancing problem', () => {
  test('has the right sign from 41 steps on, and averaged over the window from 110 on: plain arithmetic', () => {
    const seen = sensitivities(400);
    expectClose(seen.at(-1) ?? 0, -6, { relative: 1e-12, absolute: 0 });
    expect(rightFrom(seen)).toBe(41);
    let total = 0;
    const averages = seen.map((x, i) => {
      total += x;
      return total / (i + 1);
    });
    expect(rightFrom(averages)).toBe(110);
  });

  test('TBPTT(1, 40) goes uphill and TBPTT(1, 41) downhill, by as much as the plain sums say', () => {
    doubleEngine().run(() => {
      const seen = sensitivities(200);
      const whole = seen.at(-1) ?? 0;
      for (const [k2, cosine] of [
        [1, -1],
        [25, -1],
        [40, -1],
        [41, 1],
        [90, 1],
      ] as const) {
        const model = new InfluenceBalancing(0); // at θ = 0 the state rests at zero
        const error = truncationError(model, ones(200), { k1: 1, k2, loss: halfSquaredError });
        expectClose(error.cosine, cosine, { relative: 1e-6 });
        expectClose(error.norm, Math.abs(seen[k2 - 1] ?? 0), { relative: 1e-6 });
        expectClose(error.relative, Math.abs((seen[k2 - 1] ?? 0) - whole) / Math.abs(whole), {
          relative: 1e-6,
        });
      }
    });
  });

  test('TBPTT(109, 109) goes uphill and TBPTT(110, 110) downhill', () => {
    doubleEngine().run(() => {
      // θ must fall to -1/6: a gradient below zero raises it.
      expect(trainOnline(109, 1, 0).gradients[0]).toBeLessThan(0);
      expect(trainOnline(110, 1, 0).gradients[0]).toBeGreaterThan(0);
    });
  });

  test('online TBPTT(200, 200) finds the optimum, TBPTT(100, 100) drifts away from it', () => {
    doubleEngine().run(() => {
      expectClose(trainOnline(200, 160, 1e-2).thetas.at(-1) ?? 0, -1 / 6, { relative: 1e-4 });
      const { thetas } = trainOnline(100, 80, 1e-2);
      expect(thetas.every((theta, i) => theta > (thetas[i - 1] ?? 0))).toBe(true);
      expect(thetas.at(-1)).toBeGreaterThan(0.5);
    });
  });
});
