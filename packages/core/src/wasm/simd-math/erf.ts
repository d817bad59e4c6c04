import { type Code, f32x4 } from '../instructions.js';
import { ERF_D, ERF_N } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

/** From here on erf rounds to 1, and so does the fraction. */
const ERF_ONE = 3.93;

/** `erf(x)` as `x N(x²)/D(x²)`, whose coefficients are all positive: nothing cancels. */
export function erf(v: VectorMath, x: Code): Code {
  const clamped = v.let(f32x4.pmax(f32x4.pmin(x, v.constant(ERF_ONE)), v.constant(-ERF_ONE)));
  const square = v.let(f32x4.mul(clamped, clamped));
  const numerator = f32x4.mul(clamped, v.polynomial(ERF_N, square));
  return f32x4.div(numerator, v.polynomial(ERF_D, square));
}
