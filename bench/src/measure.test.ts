import { describe, expect, test } from 'vitest';
import { measure, median } from './measure.js';

describe('measuring', () => {
  test('gives as many rates as rounds, after a warm-up', () => {
    let runs = 0;
    const rates = measure({ size: 1, run: () => runs++ }, { rounds: 4, seconds: 1e-6 });
    expect(rates).toHaveLength(4);
    expect(rates.every((rate) => rate > 0)).toBe(true);
    expect(runs).toBeGreaterThanOrEqual(3 + 4);
  });
});

describe('the median', () => {
  test('is the middle number, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });
});
