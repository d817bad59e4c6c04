/** The distribution of numbers over buckets. */
export interface Histogram {
  readonly least: number;
  readonly most: number;
  /** The number of finite numbers, their sum and the sum of their squares. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** The upper limit of each bucket, in ascending order. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** The number of buckets; TensorBoard draws 30 from them. */
const BUCKETS = 60;

/**
 * Counts the finite numbers of a list in buckets of equal width from the least to the largest. NaN
 * and infinities are left out, since a histogram has no place for them. Returns undefined if no
 * number is finite.
 */
export function histogramOf(numbers: ArrayLike<number>): Histogram | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [count, sum, sumOfSquares] = [0, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (!Number.isFinite(number)) continue;
    if (number < least) least = number;
    if (number > most) most = number;
    count++;
    sum += number;
    sumOfSquares += number * number;
  }
  if (count === 0) return undefined;
  const facts = { least, most, count, sum, sumOfSquares };
  const width = (most - least) / BUCKETS;
  // One bucket for numbers that are equal, or too close to be told apart by that many limits.
  if (!(least + width > least && Number.isFinite(width)))
    return { ...facts, limits: [most], counts: [count] };
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (!Number.isFinite(number)) continue;
    const bucket = Math.min(BUCKETS - 1, Math.floor((number - least) / width));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const limits = counts.map((_, i) => (i === BUCKETS - 1 ? most : least + (i + 1) * width));
  return { ...facts, limits, counts };
}
