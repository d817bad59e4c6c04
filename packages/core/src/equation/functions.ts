/** Functions in double precision that JavaScript lacks, or has only for some arguments. */

/** `1 / (1 + e⁻ˣ)`, without overflow, and accurate for large negative numbers. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** `log(1 + eˣ)`, without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** `xᵖ`. A negative base, -Infinity included, has powers with integer exponents only, and NaN for others. */
export function power(x: number, exponent: number): number {
  return x < 0 && !Number.isInteger(exponent) ? Number.NaN : x ** exponent;
}

/** From here on the continued fraction of `1 - erf` converges faster than the series of `erf`. */
const ERF_SERIES_LIMIT = 2;
/** From here on `erf` is 1 in double precision. */
const ERF_ONE = 6;
/** Enough terms for full precision from `ERF_SERIES_LIMIT` on. */
const ERFC_FRACTION_TERMS = 60;

/** Returns the error function `2/√π ∫₀ˣ e^(-t²) dt` (Abramowitz & Stegun 7.1.6 and 7.1.14). */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= ERF_ONE) return Math.sign(x);
  if (!(size > ERF_SERIES_LIMIT)) return erfBySeries(x);
  return Math.sign(x) * (1 - erfcByFraction(size));
}

/** `2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1·3···(2n+1))`: no term cancels another. */
function erfBySeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (2 * square) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
}

/**
 * `1 - erf(x) = e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...))))`, for x > 0, evaluated
 * from its end.
 */
function erfcByFraction(x: number): number {
  let tail = x;
  for (let k = ERFC_FRACTION_TERMS; k > 0; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
