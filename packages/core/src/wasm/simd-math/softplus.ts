import { type Code, f32x4, i32x4, v128 } from '../instructions.js';
import { TWICE_ATANH_OF_HALF } from './coefficients.js';
import { EXP_LOWEST, exponentialParts } from './exp.js';
import type { VectorMath } from './vector-math.js';

const SIGN_BIT = -0x80000000;
const TWO_BITS = 0x40000000;

/**
 * `log(1 + eˣ)` as `max(x, 0) + log(1 + e)`, `e = e^(-|x|)`, where `log(1 + e) = 2 atanh(s/2)`, `s = 2e/(2 + e)`.
 * With `e = p/q`, `s = 2p/(2q + p)`: one division.
 */
export function softplus(v: VectorMath, x: Code): Code {
  const argument = v.let(x);
  const negative = f32x4.pmax(v128.or(argument, v.bits(SIGN_BIT)), v.constant(EXP_LOWEST));
  const { power, even, odd } = exponentialParts(v, negative);
  const p = v.let(i32x4.add(f32x4.add(even, odd), power));
  const twiceInversePower = i32x4.sub(v.bits(TWO_BITS), power);
  const divisor = v.madd(f32x4.sub(even, odd), twiceInversePower, p);
  const s = v.let(f32x4.div(f32x4.add(p, p), divisor));
  const tail = v.polynomial(TWICE_ATANH_OF_HALF, v.let(f32x4.mul(s, s)));
  return v.madd(s, tail, f32x4.pmax(argument, v.constant(0)));
}
