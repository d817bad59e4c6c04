/**
 * Finds every coefficient of the vector functions in src/wasm/simd-math and writes them to coefficients.ts there.
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

function erf(x) {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > sum * 1e-18; odd += 2) sum += term *= (2 * x * x) / odd;
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** g(√y)/√y for an odd function g with g'(0) = slope. */
const oddPart = (g, slope) => (y) => (y < 1e-14 ? slope : g(Math.sqrt(y)) / Math.sqrt(y));

const tanhPart = oddPart(Math.tanh, 1);
const erfPart = oddPart(erf, 2 / Math.sqrt(Math.PI));
const halfTanhPart = oddPart((x) => Math.tanh(x / 2), 0.5);
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
    about: 'tanh(x) = x N(x²)/D(x²) to 9.02, beyond which it rounds to 1; relative error',
    f: tanhPart,
    weight: (y) => 1 / tanhPart(y),
    from: 0,
    to: 9.02 ** 2,
    numerator: [1, ...free(4)],
    denominator: [1, ...free(4)],
    round: single,
  },
  ERF: {
    about: 'erf(x) = x N(x²)/D(x²) to 3.93, beyond which it rounds to 1; relative error',
    f: erfPart,
    weight: (y) => 1 / erfPart(y),
    from: 0,
    to: 3.93 ** 2,
    numerator: free(6),
    denominator: [1, ...free(5)],
    round: single,
  },
  HALF_TANH: {
    about:
      'tanh(r/2) = r N(r²)/D(r²) for |r| <= log 2, so that eʳ = (D + r N)/(D - r N); relative error of eʳ',
    f: halfTanhPart,
    weight: (y) => (2 * Math.sqrt(y)) / (1 - Math.tanh(Math.sqrt(y) / 2) ** 2),
    from: 1e-9,
    to: Math.LN2 ** 2 * margin,
    numerator: [0.5, ...free(1)],
    denominator: [1, ...free(1)],
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

function describe(name, { about, ...problem }) {
  const { numerator, denominator, error } = roundedRemez(problem);
  const list = (values) => `[\n${values.map((value) => `  ${value},`).join('\n')}\n]`;
  const lines = [`/** ${about} at most ${error.toExponential(1)}. Lowest power first. */`];
  if (denominator.length === 1) lines.push(`export const ${name} = ${list(numerator)} as const;`);
  else
    lines.push(
      `export const ${name}_N = ${list(numerator)} as const;`,
      `/** The denominator. */`,
      `export const ${name}_D = ${list(denominator)} as const;`,
    );
  return lines.join('\n');
}

const text = `// Written by scripts/fit-coefficients.mjs. Do not edit.

${Object.entries(fits)
  .map(([name, problem]) => describe(name, problem))
  .join('\n\n')}
`;

const target = new URL('../src/wasm/simd-math/coefficients.ts', import.meta.url);
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('coefficients.ts is not what fit-coefficients.mjs finds.');
    process.exitCode = 1;
  }
} else writeFileSync(target, text);
