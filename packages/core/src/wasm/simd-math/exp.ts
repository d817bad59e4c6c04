import { type Code, f32x4, i32, i32x4 } from '../instructions.js';
import { HALF_TANH_D, HALF_TANH_N } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

/** Adding it rounds a small number to an integer, which then stands in the lowest bits. */
const ROUND_TO_INTEGER = 1.5 * 2 ** 23;
/** The bits of 1; adding `n << 23` makes it 2ⁿ. */
export const ONE_BITS = 0x3f800000;
/** Below it eˣ rounds to 0, above it to infinity. */
export const EXP_LOWEST = -104;
const EXP_HIGHEST = 89;

/** Twice log 2 in two parts: the first has few enough bits that an exponent times it is exact. */
const TWO_LN2_HIGH = Math.round(2 * Math.LN2 * 2 ** 15) / 2 ** 15;
const TWO_LN2_LOW = 2 * Math.LN2 - TWO_LN2_HIGH;

/** `eˣ = 4ⁿ (even + odd)/(even - odd)`: `power` is `n << 23`. */
export interface ExponentialParts {
  readonly power: Code;
  readonly even: Code;
  readonly odd: Code;
}

/**
 * Takes `eˣ` apart for -104 <= x <= 104: the power of two is split into equal halves, so neither overflows, and the rest, eʳ with |r| <= log 2, is
 * `(1 + t)/(1 - t)` with `t = tanh(r/2) = odd/even`.
 */
export function exponentialParts(v: VectorMath, x: Code): ExponentialParts {
  const argument = v.let(x);
  const magic = v.constant(ROUND_TO_INTEGER);
  const rounded = v.let(v.madd(argument, v.constant(0.5 / Math.LN2), magic));
  const n = v.let(f32x4.sub(rounded, magic));
  const high = v.nmadd(n, v.constant(TWO_LN2_HIGH), argument);
  const r = v.let(v.nmadd(n, v.constant(TWO_LN2_LOW), high));
  const square = v.let(f32x4.mul(r, r));
  return {
    power: v.let(i32x4.shl(rounded, i32.const(23))),
    even: v.let(v.polynomial(HALF_TANH_D, square)),
    odd: v.let(f32x4.mul(r, v.polynomial(HALF_TANH_N, square))),
  };
}

/** `eˣ`. */
export function exp(v: VectorMath, x: Code): Code {
  const clamped = f32x4.pmax(f32x4.pmin(x, v.constant(EXP_HIGHEST)), v.constant(EXP_LOWEST));
  const { power, even, odd } = exponentialParts(v, clamped);
  const ratio = f32x4.div(f32x4.add(odd, odd), f32x4.sub(even, odd));
  const rest = f32x4.add(ratio, v.constant(1));
  const scale = v.let(i32x4.add(power, v.bits(ONE_BITS)));
  return f32x4.mul(f32x4.mul(rest, scale), scale);
}
