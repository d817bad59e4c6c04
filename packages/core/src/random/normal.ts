import { exactlyRepeatableLog } from './exactly-repeatable-log.js';
import type { Random } from './random.js';

/**
 * Returns a normally distributed number of mean 0 and variance 1, as a ratio of uniform numbers
 * (Kinderman & Monahan 1977, with the quadratic bounds of Leva 1992, ACM TOMS 18:449-453). The
 * point `(u, v)` is uniform in a box around the region `v² <= -4 u² ln u`. If it is inside the
 * region, `v / u` is normal. Two ellipses, one inside and one around the region, decide all but 1.2
 * % of the cases.
 *
 * The bits of the result are the same on every machine: addition, multiplication and division are
 * rounded exactly by IEEE 754, and the logarithm is `exactlyRepeatableLog`.
 */
export function normal(random: Pick<Random, 'float'>): number {
  for (;;) {
    const u = 1 - random.float(); // 0 < u <= 1
    const v = 1.7156 * (random.float() - 0.5); // 1.7156 > √(8/e), the height of the region
    const x = u - 0.449871;
    const y = Math.abs(v) + 0.386595;
    const q = x * x + y * (0.196 * y - 0.25472 * x);
    if (q < 0.27597) return v / u;
    if (q <= 0.27846 && v * v <= -4 * u * u * exactlyRepeatableLog(u)) return v / u;
  }
}
