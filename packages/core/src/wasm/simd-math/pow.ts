import { type Code, f32x4, f64x2, i32, i64x2, v128 } from '../instructions.js';
import { EXP2, LOG2 } from './coefficients.js';
import { splitPowerOfAny } from './log.js';
import type { VectorMath } from './vector-math.js';

const SIGN_BIT = -0x80000000;
/** Adding it rounds a small number of double precision to an integer, which is then in the lowest bits. */
const ROUND_TO_INTEGER = 1.5 * 2 ** 52;
/** Powers of two beyond these round to 0 and to infinity. */
const LOWEST_EXPONENT = -152;
const HIGHEST_EXPONENT = 130;
/** Powers up to this exponent are accurate enough as products of rounded numbers. */
const LARGEST_PRODUCT = 7;
const SMALLEST_PRODUCT = -3;

/** `xᵖ` for a constant p; NaN for x < 0 unless p is an integer. */
export function pow(v: VectorMath, x: Code, exponent: number): Code {
  if (exponent === 0.5) return f32x4.sqrt(x);
  // -0 + 0 is 0, so that both zeros give infinity.
  if (exponent === -0.5) return f32x4.div(v.constant(1), f32x4.sqrt(f32x4.add(x, v.constant(0))));
  if (Number.isInteger(exponent)) {
    if (exponent === 0) return v.constant(1);
    if (exponent > 0 && exponent <= LARGEST_PRODUCT) return product(v, x, exponent);
    if (exponent < 0 && exponent >= SMALLEST_PRODUCT)
      return product(v, f32x4.div(v.constant(1), x), -exponent);
  }
  return generalPower(v, x, exponent);
}

/** `xⁿ` by squaring. */
function product(v: VectorMath, x: Code, n: number): Code {
  if (n === 1) return x;
  const base = v.let(x);
  if (n % 2 === 1) return f32x4.mul(product(v, base, n - 1), base);
  const root = v.let(product(v, base, n / 2));
  return f32x4.mul(root, root);
}

/** `2^(p log2 |x|)` in double precision, then sign and special cases. */
function generalPower(v: VectorMath, x: Code, exponent: number): Code {
  const base = v.let(x);
  const size = v.let(f32x4.abs(base));
  const { exponent: n, mantissa } = splitPowerOfAny(v, size);
  const [low, high] = [0, 2].map((lane) => {
    const half = (vector: Code): Code => v128.shuffle32(vector, vector, [lane, lane + 1, lane, lane + 1]);
    const log2 = log2OfParts(v, f64x2.promoteLowF32x4(half(n)), f64x2.promoteLowF32x4(half(mantissa)));
    return v.let(f32x4.demoteF64x2Zero(exp2(v, f64x2.mul(v.constant64(exponent), log2))));
  }) as [Code, Code];
  const finite = v128.shuffle32(low, high, [0, 1, 4, 5]);
  const atZero = v.constant(exponent > 0 ? 0 : Number.POSITIVE_INFINITY);
  const atInfinity = v.constant(exponent > 0 ? Number.POSITIVE_INFINITY : 0);
  const notZero = v.select(f32x4.eq(size, v.constant(0)), atZero, finite);
  const number = v.select(f32x4.eq(size, v.constant(Number.POSITIVE_INFINITY)), atInfinity, notZero);
  const value = v.select(f32x4.eq(base, base), number, base);
  if (!Number.isInteger(exponent)) return v128.or(value, f32x4.lt(base, v.constant(0)));
  return exponent % 2 === 0 ? value : v128.or(value, v128.and(base, v.bits(SIGN_BIT)));
}

function polynomial64(v: VectorMath, coefficients: readonly number[], x: Code): Code {
  const highest = v.constant64(coefficients.at(-1) ?? 0);
  return coefficients
    .slice(0, -1)
    .reduceRight<Code>((sum, c) => f64x2.add(f64x2.mul(sum, x), v.constant64(c)), highest);
}

/** `n + log2(m)` in double precision. */
function log2OfParts(v: VectorMath, n: Code, m: Code): Code {
  const mantissa = v.let(m);
  const one = v.constant64(1);
  const s = v.let(f64x2.div(f64x2.sub(mantissa, one), f64x2.add(mantissa, one)));
  const tail = polynomial64(v, LOG2, v.let(f64x2.mul(s, s)));
  return f64x2.add(n, f64x2.mul(s, tail));
}

/** `2ˣ` in double precision, for what single precision can hold. */
function exp2(v: VectorMath, x: Code): Code {
  const clamped = f64x2.pmax(f64x2.pmin(x, v.constant64(HIGHEST_EXPONENT)), v.constant64(LOWEST_EXPONENT));
  const argument = v.let(clamped);
  const magic = v.constant64(ROUND_TO_INTEGER);
  const rounded = v.let(f64x2.add(argument, magic));
  const rest = v.let(f64x2.sub(argument, f64x2.sub(rounded, magic)));
  const value = f64x2.add(f64x2.mul(polynomial64(v, EXP2, rest), rest), v.constant64(1));
  return i64x2.add(value, i64x2.shl(rounded, i32.const(52)));
}
