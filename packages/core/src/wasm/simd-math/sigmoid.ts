import { type Code, f32x4, i32x4 } from '../instructions.js';
import { EXP_LOWEST, exponentialParts, ONE_BITS } from './exp.js';
import type { VectorMath } from './vector-math.js';

/**
 * `1/(1 + e⁻ˣ)` as `p/(p + q)` with `p = 2ⁿ (even + odd)`, `q = 2⁻ⁿ (even - odd)` and `p/q = eˣ`: one division, and all digits on both sides.
 */
export function sigmoid(v: VectorMath, x: Code): Code {
  const clamped = f32x4.pmax(f32x4.pmin(x, v.constant(-EXP_LOWEST)), v.constant(EXP_LOWEST));
  const { power, even, odd } = exponentialParts(v, clamped);
  const p = v.let(i32x4.add(f32x4.add(even, odd), power));
  const inversePower = i32x4.sub(v.bits(ONE_BITS), power);
  return f32x4.div(p, v.madd(f32x4.sub(even, odd), inversePower, p));
}
