import { describe, expect, test } from 'vitest';
import { testRandom } from '../testing/test-random.js';
import { mackeyGlass } from './mackey-glass.js';

describe('the Mackey-Glass series', () => {
  const series = mackeyGlass(testRandom(9), { length: 3000 });

  test('stays on its attractor', () => {
    expect(series).toHaveLength(3000);
    expect(Math.min(...series)).toBeGreaterThan(0.2);
    expect(Math.max(...series)).toBeLessThan(1.4);
    const mean = series.reduce((sum, x) => sum + x, 0) / series.length;
    const deviation = Math.sqrt(series.reduce((sum, x) => sum + (x - mean) ** 2, 0) / series.length);
    expect(Math.abs(mean - 0.92)).toBeLessThan(0.03);
    expect(Math.abs(deviation - 0.23)).toBeLessThan(0.03);
  });

  test('obeys its equation: the slope by finite differences', () => {
    for (let t = 20; t < 2990; t += 7) {
      const at = (n: number) => series[n] ?? Number.NaN;
      const slope = (8 * (at(t + 1) - at(t - 1)) - (at(t + 2) - at(t - 2))) / 12;
      const delayed = at(t - 17);
      expect(Math.abs(slope - ((0.2 * delayed) / (1 + delayed ** 10) - 0.1 * at(t)))).toBeLessThan(2e-3);
    }
  });

  test('begins at the constant past, which decays as long as the past is constant', () => {
    const [first = 0, second = 0] = mackeyGlass({ float: () => 0 }, { length: 2, washout: 0 });
    expect(first).toBe(1.2);
    const rest = (0.2 * 1.2) / (1 + 1.2 ** 10) / 0.1;
    expect(second).toBeCloseTo(rest + (1.2 - rest) * Math.exp(-0.1), 9);
  });

  test('is another stretch for another seed, and the same for the same', () => {
    expect(mackeyGlass(testRandom(9), { length: 3000 })).toEqual(series);
    expect(Math.abs((mackeyGlass(testRandom(10), { length: 1 })[0] ?? 0) - (series[0] ?? 0))).toBeGreaterThan(
      1e-3,
    );
  });

  test('refuses delays that are no whole numbers', () => {
    expect(() => mackeyGlass(testRandom(1), { length: 1, delay: 0.5 })).toThrow('mackeyGlass: delay is 0.5');
  });
});
