/**
 * Where to keep states, so that `n` segments are propagated backward with the fewest segments run
 * again (Griewank & Walther 2000, ACM TOMS 26:19, "revolve"; Gruslys et al. 2016, arXiv:1606.03401).
 */

/**
 * β(s, r) = (s + r)! / (s! r!): the most segments that can be propagated with s states kept, that
 * which enters the first segment among them, if none is run forward more than r times.
 */
export function reach(s: number, r: number): number {
  if (r < 0 || s < 0) return 0;
  let product = 1;
  for (let i = 1; i <= Math.min(s, r); i++) product = (product * (s + r - Math.min(s, r) + i)) / i;
  return Math.round(product);
}

/** The least r with β(s, r) >= n. */
export function repetitions(n: number, s: number): number {
  let r = 0;
  while (reach(s, r) < n) r++;
  return r;
}

/**
 * The number of segments that are run forward only, in all: `r n - β(s + 1, r - 1)`. Each segment is
 * run once more with its gradient.
 */
export function extraSegments(n: number, s: number): number {
  if (n <= 1) return 0;
  const r = repetitions(n, s);
  return r * n - reach(s + 1, r - 1);
}

/**
 * The segment, of `n` segments with s states kept, whose entering state is to be kept next: the
 * segments before it are propagated last, with s states, and the others first, with s - 1.
 */
export function nextKept(n: number, s: number): number {
  if (s <= 1) return n - 1;
  const r = repetitions(n, s);
  // Both parts must stay within their numbers of repetitions, and no less than one below.
  const least = Math.max(1, reach(s, r - 2), n - reach(s - 1, r));
  const most = Math.min(n - 1, reach(s, r - 1), n - reach(s - 1, r - 1));
  return Math.max(least, Math.min(most, least));
}
