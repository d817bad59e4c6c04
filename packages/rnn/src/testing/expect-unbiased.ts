import { expect } from 'vitest';

/**
 * Expects the mean of draws of a vector within 4 standard errors of the exact one, element by
 * element. Returns the total variance of a draw over the square of the norm of the exact vector.
 */
export function expectUnbiased(
  draws: number,
  draw: () => readonly number[],
  exact: readonly number[],
): number {
  const sums = exact.map(() => 0);
  const squares = exact.map(() => 0);
  for (let n = 0; n < draws; n++) {
    const drawn = draw();
    exact.forEach((value, i) => {
      const error = (drawn[i] ?? Number.NaN) - value;
      sums[i] = (sums[i] ?? 0) + error;
      squares[i] = (squares[i] ?? 0) + error * error;
    });
  }
  let total = 0;
  sums.forEach((sum, i) => {
    const mean = sum / draws;
    const variance = (squares[i] ?? 0) / draws - mean * mean;
    total += variance;
    expect(Math.abs(mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / draws) + 1e-12);
  });
  return total / exact.reduce((norm, value) => norm + value * value, 0);
}
