/**
 * Returns the natural logarithm of a number `0 < u <= 1`. `Math.log` may differ in the last bit
 * between engines. This function uses exactly rounded operations only: `u = m 2^-halvings` with
 * `1/√2 <= m < √2`, then `ln m = 2 (s + s³/3 + s⁵/5 + ...)` with `s = (m - 1)/(m + 1)`.
 */
export function exactlyRepeatableLog(u: number): number {
  let m = u;
  let halvings = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    halvings++;
  }
  const s = (m - 1) / (m + 1);
  let power = s;
  let sum = s;
  for (let odd = 3; odd < 25; odd += 2) {
    power *= s * s;
    sum += power / odd;
  }
  return 2 * sum - halvings * Math.LN2;
}
