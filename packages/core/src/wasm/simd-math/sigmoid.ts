import { type Code, f32x4 } from '../instructions.js';
import { exponentialFraction } from './exponential-fraction.js';
import type { VectorMath } from './vector-math.js';

/** `1/(1 + e⁻ˣ)` as `p/(p + q)` with `p/q = eˣ`: one division, and all digits on both sides. */
export function sigmoid(v: VectorMath, x: Code): Code {
  const { even, r, power, inverse } = exponentialFraction(v, x);
  const p = v.let(f32x4.mul(f32x4.add(even, r), power));
  return f32x4.div(p, v.madd(f32x4.sub(even, r), inverse, p));
}
