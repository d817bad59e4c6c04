import type { Code } from '../instructions.js';
import { TANH_D, TANH_N, TANH_ONE } from './coefficients.js';
import { doubledFraction } from './doubled-fraction.js';
import type { VectorMath } from './vector-math.js';

/** Returns the hyperbolic tangent. */
export function tanh(v: VectorMath, x: Code): Code {
  return doubledFraction(v, x, { one: TANH_ONE, numerator: TANH_N, denominator: TANH_D });
}
