import { type Code, f32x4 } from '../instructions.js';
import { COTH } from './coefficients.js';
import { reduceExponent } from './exponential-fraction.js';
import type { VectorMath } from './vector-math.js';

/** `eˣ`. */
export function exp(v: VectorMath, x: Code): Code {
  const { power, r } = reduceExponent(v, x);
  const square = v.let(f32x4.mul(r, r));
  // eʳ = 1 + (r + r c/(2 - c)), c = r - r² N: what is rounded is small beside what it is added to.
  const c = v.let(v.nmadd(square, v.polynomial(COTH, square), r));
  const correction = f32x4.div(f32x4.mul(r, c), f32x4.sub(v.constant(2), c));
  const rest = f32x4.add(f32x4.add(correction, r), v.constant(1));
  return f32x4.mul(f32x4.mul(rest, power), power);
}
