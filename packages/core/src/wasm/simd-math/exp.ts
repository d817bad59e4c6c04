import { type Code, f32x4, i32, i32x4 } from '../instructions.js';
import { COTH } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

/** Adding it rounds a small number n to an integer; then `n + 127`, the exponent field of 2ⁿ, stands in the lowest bits. */
const ROUND_TO_EXPONENT = 1.5 * 2 ** 23 + 127;
/** Subtracting the bits of 2ⁿ from these gives the bits of `2⁻ⁿ`. */
const INVERSE_BITS = 254 << 23;
/** Below it eˣ rounds to 0, above it to infinity. */
const EXP_LOWEST = -104;
const EXP_HIGHEST = 89;

/** Twice log 2 in two parts: the first has few enough bits that an exponent times it is exact. */
const TWO_LN2_HIGH = Math.round(2 * Math.LN2 * 2 ** 15) / 2 ** 15;
const TWO_LN2_LOW = 2 * Math.LN2 - TWO_LN2_HIGH;

/** `x = 2n log 2 + r` with |r| <= log 2 but for rounding; `power` is 2ⁿ. */
interface Reduction {
  readonly power: Code;
  readonly r: Code;
}

/** Splits an argument between -104 and 104. A NaN gives a NaN as `r`. */
function reduce(v: VectorMath, x: Code): Reduction {
  const argument = v.let(x);
  const magic = v.constant(ROUND_TO_EXPONENT);
  const rounded = v.let(v.madd(argument, v.constant(0.5 / Math.LN2), magic));
  const n = v.let(f32x4.sub(rounded, magic));
  const high = v.nmadd(n, v.constant(TWO_LN2_HIGH), argument);
  const r = v.let(v.nmadd(n, v.constant(TWO_LN2_LOW), high));
  return { power: v.let(i32x4.shl(rounded, i32.const(23))), r };
}

/** `eˣ`. */
export function exp(v: VectorMath, x: Code): Code {
  const clamped = f32x4.pmax(f32x4.pmin(x, v.constant(EXP_HIGHEST)), v.constant(EXP_LOWEST));
  const { power, r } = reduce(v, clamped);
  const square = v.let(f32x4.mul(r, r));
  // eʳ = 1 + (r + r c/(2 - c)), c = r - r² N: what is rounded is small beside what it is added to.
  const c = v.let(v.nmadd(square, v.polynomial(COTH, square), r));
  const correction = f32x4.div(f32x4.mul(r, c), f32x4.sub(v.constant(2), c));
  const rest = f32x4.add(f32x4.add(correction, r), v.constant(1));
  return f32x4.mul(f32x4.mul(rest, power), power);
}

/** `eˣ = 4ⁿ (even + r)/(even - r)`; `power` is 2ⁿ and `inverse` 2⁻ⁿ, equal halves of a power of two, so that neither overflows. */
export interface ExponentialFraction {
  readonly even: Code;
  readonly r: Code;
  readonly power: Code;
  readonly inverse: Code;
}

/** Writes `eˣ` as a fraction; x is clamped to where it matters in single precision, and a NaN gives NaN as `even` and `r`. */
export function exponentialFraction(v: VectorMath, x: Code): ExponentialFraction {
  const clamped = f32x4.pmax(f32x4.pmin(x, v.constant(-EXP_LOWEST)), v.constant(EXP_LOWEST));
  const { power, r } = reduce(v, clamped);
  const square = v.let(f32x4.mul(r, r));
  const even = v.let(v.madd(square, v.polynomial(COTH, square), v.constant(2)));
  return { even, r, power, inverse: i32x4.sub(v.bits(INVERSE_BITS), power) };
}
