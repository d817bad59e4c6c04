import { type Code, f32x4, i32, i32x4 } from '../instructions.js';
import { COTH } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

/**
 * Adding it rounds a small number n to an integer. Then `n + 127`, the exponent field of 2ⁿ, is in
 * the lowest bits.
 */
const ROUND_TO_EXPONENT = 1.5 * 2 ** 23 + 127;
/** Subtracting the bits of 2ⁿ from these gives the bits of `2⁻ⁿ`. */
const INVERSE_BITS = 254 << 23;
/** From here on eˣ is infinite and e⁻ˣ is 0 in single precision. */
const LARGEST = 104;

/** Twice log 2 in two parts. The first has so few bits that its product with an exponent is exact. */
const TWO_LN2_HIGH = Math.round(2 * Math.LN2 * 2 ** 15) / 2 ** 15;
const TWO_LN2_LOW = 2 * Math.LN2 - TWO_LN2_HIGH;

/**
 * `x = 2n log 2 + r` with |r| <= log 2 up to rounding. `power` is 2ⁿ, with half of the exponent of
 * eˣ, so that it cannot overflow.
 */
export interface ReducedExponent {
  readonly power: Code;
  readonly r: Code;
}

/**
 * Splits an argument, which is clamped to the range that matters in single precision. A NaN gives a
 * NaN as `r`.
 */
export function reduceExponent(v: VectorMath, x: Code): ReducedExponent {
  const clamped = v.let(f32x4.pmax(f32x4.pmin(x, v.constant(LARGEST)), v.constant(-LARGEST)));
  const magic = v.constant(ROUND_TO_EXPONENT);
  const rounded = v.let(v.madd(clamped, v.constant(0.5 / Math.LN2), magic));
  const n = v.let(f32x4.sub(rounded, magic));
  const high = v.nmadd(n, v.constant(TWO_LN2_HIGH), clamped);
  const r = v.let(v.nmadd(n, v.constant(TWO_LN2_LOW), high));
  return { power: v.let(i32x4.shl(rounded, i32.const(23))), r };
}

/** `eˣ = 4ⁿ (even + r)/(even - r)`; `power` is 2ⁿ and `inverse` 2⁻ⁿ. */
export interface ExponentialFraction extends ReducedExponent {
  readonly even: Code;
  readonly inverse: Code;
}

/** Returns `eˣ` as a fraction, from which related functions are computed without cancellation. */
export function exponentialFraction(v: VectorMath, x: Code): ExponentialFraction {
  const { power, r } = reduceExponent(v, x);
  const square = v.let(f32x4.mul(r, r));
  const even = v.let(v.madd(square, v.polynomial(COTH, square), v.constant(2)));
  return { even, r, power, inverse: i32x4.sub(v.bits(INVERSE_BITS), power) };
}
