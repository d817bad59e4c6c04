import { type Code, f32x4 } from '../instructions.js';
import type { VectorMath } from './vector-math.js';

/** An odd function that rounds to 1 from `one` on: `2q/(1 + q²)` with `q = x N(x²)/D(x²)`. */
export interface OddFraction {
  readonly one: number;
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/**
 * Computes functions like tanh from half their argument, by `tanh(2u) = 2 tanh(u)/(1 + tanh²(u))`.
 * The rounding error of q vanishes where the result is near 1, the result never exceeds 1, and near
 * 0 nothing cancels.
 */
export function doubledFraction(v: VectorMath, x: Code, { one, numerator, denominator }: OddFraction): Code {
  const clamped = v.let(f32x4.pmax(f32x4.pmin(x, v.constant(one)), v.constant(-one)));
  const square = v.let(f32x4.mul(clamped, clamped));
  const above = f32x4.mul(clamped, v.polynomial(numerator, square));
  const q = v.let(f32x4.div(above, v.polynomial(denominator, square)));
  return f32x4.div(f32x4.add(q, q), v.madd(q, q, v.constant(1)));
}
