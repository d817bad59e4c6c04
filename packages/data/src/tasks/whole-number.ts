import type { Random } from '../batches.js';

/** A whole number with `first <= n <= last`, uniformly. */
export function wholeNumber(random: Random, first: number, last: number): number {
  return first + Math.floor(random.float() * (last - first + 1));
}
