/**
 * The schedule of kept states with which `n` segments are propagated backward while the fewest
 * segments are run again (Griewank & Walther 2000, ACM TOMS 26:19, "revolve"; Gruslys et al. 2016,
 * arXiv:1606.03401).
 */

/**
 * Returns β(s, r) = (s + r)! / (s! r!): the largest number of segments that can be propagated with
 * s kept states, including the one that enters the first segment, if no segment is run forward more
 * than r times.
 */
export function reach(s: number, r: number): number {
  if (r < 0 || s < 0) return 0;
  let product = 1;
  for (let i = 1; i <= Math.min(s, r); i++) product = (product * (s + r - Math.min(s, r) + i)) / i;
  return Math.round(product);
}

/** Returns the smallest r with β(s, r) >= n. */
export function repetitions(n: number, s: number): number {
  let r = 0;
  while (reach(s, r) < n) r++;
  return r;
}

/**
 * Returns the total number of runs of segments without a gradient: `r n - β(s + 1, r - 1)`. Each
 * segment is run once more with its gradient.
 */
export function extraSegments(n: number, s: number): number {
  if (n <= 1) return 0;
  const r = repetitions(n, s);
  return r * n - reach(s + 1, r - 1);
}

/**
 * Returns the segment, of `n` segments with s kept states, whose entering state is kept next: the
 * segments before it are propagated last, with s states, and the others first, with s - 1.
 */
export function nextKept(n: number, s: number): number {
  if (s <= 1) return n - 1;
  const r = repetitions(n, s);
  // Each part must need its number of repetitions, or one less.
  const least = Math.max(1, reach(s, r - 2), n - reach(s - 1, r));
  const most = Math.min(n - 1, reach(s, r - 1), n - reach(s - 1, r - 1));
  return Math.max(least, Math.min(most, least));
}
