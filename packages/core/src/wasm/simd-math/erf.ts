import type { Code } from '../instructions.js';
import { ERF_D, ERF_N, ERF_ONE } from './coefficients.js';
import { doubledFraction } from './doubled-fraction.js';
import type { VectorMath } from './vector-math.js';

/** Returns the error function `2/√π ∫₀ˣ e^(-t²) dt`. */
export function erf(v: VectorMath, x: Code): Code {
  return doubledFraction(v, x, { one: ERF_ONE, numerator: ERF_N, denominator: ERF_D });
}
