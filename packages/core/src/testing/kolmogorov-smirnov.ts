import { erf } from '../equation/functions.js';

/**
 * Returns the largest distance between the distribution of a sample and the one expected, times √n
 * (Kolmogorov & Smirnov). For a sample of the expected distribution it is above `UNLIKELY` once in
 * 1,000 times.
 */
export function distance(sample: ArrayLike<number>, cumulative: (x: number) => number): number {
  const n = sample.length;
  const sorted = Float64Array.from(sample).toSorted();
  const gaps = Array.from(sorted, (x, i) => Math.max(cumulative(x) - i / n, (i + 1) / n - cumulative(x)));
  return gaps.reduce((largest, gap) => Math.max(largest, gap), 0) * Math.sqrt(n);
}

/** What `distance` exceeds once in 1,000 times. */
export const UNLIKELY = 1.95;

/** Returns the chance that a standard normal number is below x. */
export function cumulativeNormal(x: number): number {
  return 0.5 * (1 + erf(x / Math.SQRT2));
}
