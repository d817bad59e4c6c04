import { type Code, f32x4 } from '../instructions.js';
import { exponentialFraction } from './exponential-fraction.js';
import type { VectorMath } from './vector-math.js';

/**
 * `eˣ - 1`. With `eˣ = p² (even + r)/(even - r)` it is
 * `((p - 1/p) even + (p + 1/p) r)/(even - r) p`: near 0, where p is 1, the part that would cancel
 * is exactly 0.
 */
export function expm1(v: VectorMath, x: Code): Code {
  const { even, r, power, inverse } = exponentialFraction(v, x);
  const rest = f32x4.mul(f32x4.add(power, inverse), r);
  const above = v.madd(f32x4.sub(power, inverse), even, rest);
  return f32x4.mul(f32x4.div(above, f32x4.sub(even, r)), power);
}
