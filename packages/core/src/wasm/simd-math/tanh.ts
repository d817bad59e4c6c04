import { type Code, f32x4 } from '../instructions.js';
import { TANH_D, TANH_N } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

/** From here on tanh rounds to 1, and so does the fraction. */
const TANH_ONE = 9.02;

/** `tanh(x)` as `x N(x²)/D(x²)`, whose coefficients are all positive: nothing cancels, and near 0 it is x. */
export function tanh(v: VectorMath, x: Code): Code {
  const clamped = v.let(f32x4.pmax(f32x4.pmin(x, v.constant(TANH_ONE)), v.constant(-TANH_ONE)));
  const square = v.let(f32x4.mul(clamped, clamped));
  const numerator = f32x4.mul(clamped, v.polynomial(TANH_N, square));
  return f32x4.div(numerator, v.polynomial(TANH_D, square));
}
