import { type Code, f32x4, v128 } from '../instructions.js';
import { TWICE_ATANH_OF_HALF } from './coefficients.js';
import { exponentialFraction } from './exponential-fraction.js';
import type { VectorMath } from './vector-math.js';

const SIGN_BIT = -0x80000000;

/**
 * `log(1 + eˣ)` as `max(x, 0) + log(1 + e)`, `e = e^(-|x|)`, where `log(1 + e) = 2 atanh(s/2)`,
 * `s = 2e/(2 + e)`. With `e = p/q`, `s = 2p/(2q + p)`: one division.
 */
export function softplus(v: VectorMath, x: Code): Code {
  const argument = v.let(x);
  const { even, r, power, inverse } = exponentialFraction(v, v128.or(argument, v.bits(SIGN_BIT)));
  const p = v.let(f32x4.mul(f32x4.add(even, r), power));
  const q = v.let(f32x4.mul(f32x4.sub(even, r), inverse));
  const divisor = f32x4.add(f32x4.add(p, q), q);
  const s = v.let(f32x4.div(f32x4.add(p, p), divisor));
  const tail = v.polynomial(TWICE_ATANH_OF_HALF, v.let(f32x4.mul(s, s)));
  return v.madd(s, tail, f32x4.pmax(argument, v.constant(0)));
}
