import { type Code, f32x4, i32, i32x4, v128 } from '../instructions.js';
import { LOG } from './coefficients.js';
import type { VectorMath } from './vector-math.js';

const SMALLEST_NORMAL = 2 ** -126;
/** Log 2 in two parts. The first has so few bits that its product with an exponent is exact. */
const LN2_HIGH = Math.round(Math.LN2 * 2 ** 15) / 2 ** 15;
const LN2_LOW = Math.LN2 - LN2_HIGH;
const HALF_ROOT_BITS = bitsOf(Math.SQRT1_2);
const EXPONENT_BITS = 0xff800000 | 0;

function bitsOf(value: number): number {
  return new Int32Array(new Float32Array([value]).buffer)[0] as number;
}

/** `x = 2ⁿ m` with √½ <= m < √2; `power` is `n << 23`. For x > 0 and not denormal. */
export function splitPower(v: VectorMath, x: Code): { readonly power: Code; readonly mantissa: Code } {
  const power = v.let(v128.and(i32x4.sub(x, v.bits(HALF_ROOT_BITS)), v.bits(EXPONENT_BITS)));
  return { power, mantissa: i32x4.sub(x, power) };
}

/** `n` as a number, of `n << 23`. */
export function exponentOf(power: Code): Code {
  return f32x4.convertI32x4S(i32x4.shrS(power, i32.const(23)));
}

/** `n log 2 + log(1 + f)` for √½ - 1 <= f <= √2 - 1. */
export function logOfParts(v: VectorMath, n: Code, f: Code): Code {
  const exponent = v.let(n);
  const x = v.let(f);
  const square = v.let(f32x4.mul(x, x));
  const cubic = f32x4.mul(f32x4.mul(square, x), v.polynomial(LOG, x));
  const low = v.madd(exponent, v.constant(LN2_LOW), v.nmadd(square, v.constant(0.5), cubic));
  return v.madd(exponent, v.constant(LN2_HIGH), f32x4.add(low, x));
}

/** `x = 2ⁿ m` with √½ <= m < √2 for any x > 0, denormal or not; `exponent` is n as a number. */
export function splitPowerOfAny(
  v: VectorMath,
  x: Code,
): { readonly exponent: Code; readonly mantissa: Code } {
  const denormal = v.let(f32x4.lt(x, v.constant(SMALLEST_NORMAL)));
  const normal = v.let(v.select(denormal, f32x4.mul(x, v.constant(2 ** 23)), x));
  const { power, mantissa } = splitPower(v, normal);
  return {
    exponent: v.let(f32x4.sub(exponentOf(power), v128.and(denormal, v.constant(23)))),
    mantissa: v.let(mantissa),
  };
}

/** `log(x)`: -Infinity at 0, NaN below. */
export function log(v: VectorMath, x: Code): Code {
  const argument = v.let(x);
  const { exponent, mantissa } = splitPowerOfAny(v, argument);
  const value = logOfParts(v, exponent, f32x4.sub(mantissa, v.constant(1)));
  return beyondTheDomain(v, argument, argument, value);
}

/**
 * Returns `value`, the logarithm of `argument`, corrected for arguments that are 0, negative,
 * infinite or NaN. `x` is the argument of the function itself.
 */
export function beyondTheDomain(v: VectorMath, argument: Code, x: Code, value: Code): Code {
  const finite = v.select(f32x4.lt(x, v.constant(Number.POSITIVE_INFINITY)), value, x);
  const zero = v.select(f32x4.eq(argument, v.constant(0)), v.constant(Number.NEGATIVE_INFINITY), finite);
  return v128.or(zero, f32x4.lt(argument, v.constant(0)));
}
