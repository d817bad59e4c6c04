/**
 * Finds every coefficient of the vector functions in src/wasm/simd-math and writes them to
 * coefficients.ts there.
 *
 *     node packages/core/scripts/fit-coefficients.mjs           # write
 *     node packages/core/scripts/fit-coefficients.mjs --check   # compare with what is there
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { roundedRemez } from './remez.mjs';

const single = Math.fround;
const double = (x) => x;
const free = (count) => new Array(count).fill(undefined);

/** Σ terms(k) x^k for k from 0: the Taylor series of what would cancel if written otherwise. */
const series = (x, count, terms) =>
  Array.from({ length: count }, (_, k) => terms(k)).reduceRight((sum, c) => sum * x + c, 0);

const ERF_SLOPE = 2 / Math.sqrt(Math.PI);

/** 1 - erf(x): by the series of erf below 2, by its continued fraction from there on. */
function erfc(x) {
  const bell = Math.exp(-x * x);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let odd = 3; term > sum * 1e-18; odd += 2) sum += term *= (2 * x * x) / odd;
    return 1 - ERF_SLOPE * bell * sum;
  }
  let tail = x;
  for (let k = 80; k > 0; k--) tail = x + k / 2 / tail;
  return bell / (Math.sqrt(Math.PI) * tail);
}

/** g(√y)/√y for an odd function g with g'(0) = slope. */
const oddPart = (g, slope) => (y) => (y < 1e-14 ? slope : g(Math.sqrt(y)) / Math.sqrt(y));

/**
 * An odd function g that tends to 1, by way of q = tanh(artanh(g)/2): g is 2q/(1 + q²), and what q
 * is wrong by counts little where g is near 1. `complement` is 1 - g, `slope` is g'(0).
 */
function halved(g, complement, slope) {
  const q = (x) => g(x) / (1 + Math.sqrt(complement(x) * (1 + g(x))));
  const f = oddPart(q, slope / 2);
  return { f, complement, weight: (y) => (1 - y * f(y) ** 2) / (1 + y * f(y) ** 2) / f(y), from: 0 };
}

/**
 * Two numbers of single precision, from 1.75 on, whose quotient is a value to ten digits: rounding
 * either would cost more than the fit.
 */
function quotientOfSingles(value) {
  for (let denominator = 1.75; ; denominator += 2 ** -23) {
    const numerator = single(value * denominator);
    if (Math.abs(numerator / denominator / value - 1) < 1e-10) return { numerator, denominator };
  }
}

const erfStart = quotientOfSingles(ERF_SLOPE / 2);
/** (r coth(r/2) - 2)/r² of y = r². */
const cothPart = (y) =>
  y < 1e-4 ? 1 / 6 - y / 360 + (y * y) / 15120 : (Math.sqrt(y) / Math.tanh(Math.sqrt(y) / 2) - 2) / y;
const atanhPart = oddPart((x) => 2 * Math.atanh(x / 2), 1);
const log2Part = oddPart((x) => (2 / Math.LN2) * Math.atanh(x), 2 / Math.LN2);
const logPart = (x) =>
  Math.abs(x) < 0.05
    ? series(x, 16, (k) => (k % 2 === 0 ? 1 : -1) / (k + 3))
    : (Math.log1p(x) - x + (x * x) / 2) / x ** 3;
const exp2Part = (x) =>
  Math.abs(x) < 1e-6 ? Math.LN2 + (x * Math.LN2 ** 2) / 2 : Math.expm1(x * Math.LN2) / x;

/** A little more than the interval that argument reduction leaves, for it rounds. */
const margin = 1.0005;

const fits = {
  TANH: {
    about: 'tanh(x/2) = x N(x²)/D(x²) for |x| <= 10; relative error of tanh(x)',
    ...halved(Math.tanh, (x) => 1 - Math.tanh(x), 1),
    to: 10 ** 2,
    numerator: [0.875, ...free(2)],
    denominator: [1.75, ...free(3)],
    round: single,
  },
  ERF: {
    about: 'tanh(artanh(erf(x))/2) = x N(x²)/D(x²) for |x| <= 4.1; relative error of erf(x)',
    ...halved((x) => 1 - erfc(x), erfc, ERF_SLOPE),
    to: 4.1 ** 2,
    numerator: [erfStart.numerator, ...free(3)],
    denominator: [erfStart.denominator, ...free(4)],
    round: single,
  },
  COTH: {
    about:
      'r coth(r/2) = 2 + r² N(r²) for |r| <= log 2, so that eʳ = (2 + r² N + r)/(2 + r² N - r); relative error of eʳ',
    f: cothPart,
    weight: (y) => (2 * y ** 1.5) / ((2 + y * cothPart(y)) ** 2 - y) + 1e-13,
    from: 0,
    to: Math.LN2 ** 2 * margin,
    numerator: free(3),
    round: single,
  },
  LOG: {
    about: 'log(1 + f) = f - f²/2 + f³ N(f) for √½ <= 1 + f <= √2; relative error of the logarithm',
    f: logPart,
    weight: (x) => (x === 0 ? 0 : x ** 3 / Math.log1p(x)) + 1e-12,
    from: (Math.SQRT1_2 - 1) * margin,
    to: (Math.SQRT2 - 1) * margin,
    numerator: free(8),
    round: single,
  },
  TWICE_ATANH_OF_HALF: {
    about: '2 atanh(s/2) = s N(s²) for 0 <= s <= 2/3; relative error',
    f: atanhPart,
    weight: (y) => 1 / atanhPart(y),
    from: 0,
    to: (4 / 9) * margin,
    numerator: [1, ...free(4)],
    round: single,
  },
  LOG2: {
    about: 'log2(m) = s N(s²), s = (m - 1)/(m + 1), for √½ <= m <= √2, in double precision; relative error',
    f: log2Part,
    weight: (y) => 1 / log2Part(y),
    from: 0,
    to: (3 - 2 * Math.SQRT2) ** 2 * margin,
    numerator: free(5),
    round: double,
  },
  EXP2: {
    about: '2ˣ = 1 + x N(x) for |x| <= 1/2, in double precision; relative error',
    f: exp2Part,
    weight: (x) => x / 2 ** x,
    from: -0.5 * margin,
    to: 0.5 * margin,
    numerator: free(6),
    round: double,
  },
};

/**
 * Where to clamp the argument of a halved function: the first place from where it rounds to 1 on at
 * which the vector code gives exactly 1, whether it rounds a product before adding to it or not.
 */
function findOne(complement, { numerator, denominator }) {
  const separate = (a, b, c) => single(single(a * b) + c);
  const fused = (a, b, c) => single(a * b + c);
  const evaluate = (x, madd) => {
    const square = single(x * x);
    const polynomial = (list) => list.reduceRight((sum, c) => madd(sum, square, c));
    const q = single(single(x * polynomial(numerator)) / polynomial(denominator));
    return single(single(q + q) / madd(q, q, 1));
  };
  for (let x = 1; x < 20; x += 2 ** -12) {
    if (single(1 - complement(x)) === 1 && evaluate(x, separate) === 1 && evaluate(x, fused) === 1) return x;
  }
  throw new Error('the fraction never gives 1.');
}

function describe(name, { about, complement, ...problem }) {
  const fit = roundedRemez(problem);
  const list = (values) => `[\n${values.map((value) => `  ${value},`).join('\n')}\n]`;
  const constant = (what, suffix, value) => `/** ${what} */\nexport const ${name}${suffix} = ${value};`;
  const summary = `${about} at most ${fit.error.toExponential(1)}. Lowest power first.`;
  if (fit.denominator.length === 1) return constant(summary, '', `${list(fit.numerator)} as const`);
  return [
    constant(summary, '_N', `${list(fit.numerator)} as const`),
    constant('The denominator.', '_D', `${list(fit.denominator)} as const`),
    constant(
      'From here on the function is 1, and here the fraction gives exactly 1.',
      '_ONE',
      findOne(complement, fit),
    ),
  ].join('\n\n');
}

const text = `// Written by scripts/fit-coefficients.mjs. Do not edit.

${Object.entries(fits)
  .map(([name, problem]) => describe(name, problem))
  .join('\n\n')}
`;

const target = new URL('../src/wasm/simd-math/coefficients.ts', import.meta.url);
if (process.argv.includes('--check')) {
  // The formatter may have broken lines elsewhere.
  const plain = (source) => source.replaceAll(/\s/g, '').replaceAll(',]', ']');
  if (plain(readFileSync(target, 'utf8')) !== plain(text)) {
    console.error('coefficients.ts is not what fit-coefficients.mjs finds.');
    process.exitCode = 1;
  }
} else writeFileSync(target, text);
