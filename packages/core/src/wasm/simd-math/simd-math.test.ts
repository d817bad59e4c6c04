import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import * as exact from '../../equation/functions.js';
import { ModuleBuilder } from '../assembler.js';
import { hasRelaxedSimd } from '../features.js';
import { type Code, i32, v128 } from '../instructions.js';
import { linkerOf } from '../linker.js';
import { erf } from './erf.js';
import { exp } from './exp.js';
import { expm1 } from './expm1.js';
import { log } from './log.js';
import { log1p } from './log1p.js';
import { pow } from './pow.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { tanh } from './tanh.js';
import { type Rounding, VectorMath } from './vector-math.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

type Emit = (v: VectorMath, x: Code) => Code;

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
const ends = [infinity, -infinity, nan];
const EXPONENTS = [0, 1, 2, 3, 7, 8, 11, -1, -2, -3, -4, -9, 0.5, -0.5, 0.1, 1.5, 2.2, -1.7, 50.5, -30.25];

interface Case {
  readonly name: string;
  readonly emit: Emit;
  readonly exact: (x: number) => number;
  /** How many units in the last place it may be off. */
  readonly ulps: number;
  /** Where it may not be off at all, nor have another sign of zero. */
  readonly special: readonly number[];
}

const FUNCTIONS: readonly Case[] = [
  { name: 'exp', emit: exp, exact: Math.exp, ulps: 2, special: [0, -0, 89, 200, -200, ...ends] },
  { name: 'expm1', emit: expm1, exact: Math.expm1, ulps: 4, special: [0, 1e-45, -1e-30, 89, -200, ...ends] },
  { name: 'log', emit: log, exact: Math.log, ulps: 2, special: [1, 0, -0, -1, -1e-45, ...ends] },
  { name: 'log1p', emit: log1p, exact: Math.log1p, ulps: 4, special: [0, 1e-45, -1e-30, -1, -1.5, ...ends] },
  { name: 'tanh', emit: tanh, exact: Math.tanh, ulps: 4, special: [0, -0, 10, -10, ...ends] },
  { name: 'sigmoid', emit: sigmoid, exact: exact.sigmoid, ulps: 4, special: [0, 200, -200, ...ends] },
  { name: 'softplus', emit: softplus, exact: exact.softplus, ulps: 4, special: [200, -200, ...ends] },
  { name: 'erf', emit: erf, exact: exact.erf, ulps: 4, special: [0, -0, 4, -4, ...ends] },
  ...EXPONENTS.map((p) => ({
    name: `the power ${p}`,
    emit: (v: VectorMath, x: Code) => pow(v, x, p),
    exact: (x: number) => exact.power(x, p),
    ulps: 4,
    // √-0 is -0, which counts as 0 here.
    special: [0, ...(p === 0.5 ? [] : [-0]), 1, 4, -4, ...ends].filter((x) => x !== 4 || Math.abs(p) < 5),
  })),
];

const variants: readonly Rounding[] = hasRelaxedSimd() ? ['strict', 'relaxed'] : ['strict'];

/** The function applied to every element. */
function apply(emit: Emit, rounding: Rounding, x: Float32Array): Float32Array {
  const bytes = Math.ceil(x.length / 4) * 16;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  const module = new ModuleBuilder();
  module.function('run', { parameters: ['i32'] }, (f) => {
    const end = f.parameter(0);
    const at = f.local('i32');
    f.while(
      () => i32.ltU(at.get, end.get),
      () => {
        f.emit(v128.store(at.get, emit(new VectorMath(f, rounding), v128.load(at.get))));
        f.increment(at, i32.const(16));
      },
    );
  });
  const values = new Float32Array(memory.buffer, 0, x.length);
  values.set(x);
  linkerOf(memory).link(module.encode(), ['run']).run(bytes);
  return values;
}

/**
 * Values of every sign and exponent, NaN and infinities among them, and a finer sweep of where
 * functions bend.
 */
function sweep(): Float32Array {
  const values: number[] = [];
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let pattern = 0; pattern < 2 ** 32; pattern += 20011) {
    bits[0] = pattern;
    values.push(float[0] as number);
  }
  for (let x = -110; x < 110; x += 1 / 509) values.push(x);
  for (let x = -4; x < 4; x += 1 / 10007) values.push(x);
  return new Float32Array(values);
}

/**
 * The place of a number, given as its bits, among all of single precision in their order; both
 * zeros have the place 0.
 */
function place(bits: number): number {
  return bits < 0 ? -0x80000000 - bits : bits;
}

/**
 * How many numbers of single precision lie between two; more than there are if one is NaN and the
 * other not.
 */
function ulpsBetween(a: Float32Array, b: Float32Array): Float64Array {
  const [aBits, bBits] = [new Int32Array(a.buffer, a.byteOffset), new Int32Array(b.buffer, b.byteOffset)];
  const ulps = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) {
    const [aIsNaN, bIsNaN] = [Number.isNaN(a[i]), Number.isNaN(b[i])];
    if (aIsNaN !== bIsNaN) ulps[i] = 2 ** 33;
    else if (!aIsNaN) ulps[i] = Math.abs(place(aBits[i] as number) - place(bBits[i] as number));
  }
  return ulps;
}

const inputs = sweep();

describe.each(variants)('%s functions on vectors', (rounding) => {
  test.each(FUNCTIONS)('$name is within $ulps ulp everywhere', ({ emit, exact, ulps }) => {
    const actual = apply(emit, rounding, inputs);
    const expected = inputs.map(exact);
    const ulpsOff = ulpsBetween(actual, expected);
    const worst = ulpsOff.reduce((largest, ulps) => Math.max(largest, ulps), 0);
    const at = ulpsOff.indexOf(worst);
    expect(worst, `at ${inputs[at]}: ${actual[at]} instead of ${expected[at]}`).toBeLessThanOrEqual(ulps);
  });

  test.each(FUNCTIONS)('$name is exact at special values', ({ emit, exact, special }) => {
    const actual = apply(emit, rounding, new Float32Array(special));
    expect([...actual]).toEqual([...new Float32Array(special).map(exact)]);
  });
});
