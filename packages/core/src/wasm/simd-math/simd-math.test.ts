import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { evaluatePrimitive } from '../../equation/evaluate.js';
import { ModuleBuilder } from '../assembler.js';
import { hasRelaxedSimd } from '../features.js';
import { instantiate } from '../instantiate.js';
import { type Code, i32, v128 } from '../instructions.js';
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

const EXPONENTS = [
  2,
  3,
  4,
  5,
  7,
  8,
  9,
  11,
  33,
  -1,
  -2,
  -3,
  -4,
  -5,
  -8,
  0.5,
  -0.5,
  0.1,
  0.75,
  1.5,
  2.2,
  -1.7,
  1 / 3,
  50.5,
  -30.25,
];

/** Every function, what it should give, and how many units in the last place it may be off. */
const FUNCTIONS: readonly {
  readonly name: string;
  readonly emit: Emit;
  readonly exact: (x: number) => number;
  readonly ulps: number;
}[] = [
  { name: 'exp', emit: exp, exact: Math.exp, ulps: 2 },
  { name: 'expm1', emit: expm1, exact: Math.expm1, ulps: 4 },
  { name: 'log', emit: log, exact: Math.log, ulps: 2 },
  { name: 'log1p', emit: log1p, exact: Math.log1p, ulps: 4 },
  { name: 'tanh', emit: tanh, exact: Math.tanh, ulps: 4 },
  { name: 'sigmoid', emit: sigmoid, exact: (x) => evaluatePrimitive('sigmoid', x), ulps: 4 },
  { name: 'softplus', emit: softplus, exact: (x) => evaluatePrimitive('softplus', x), ulps: 4 },
  { name: 'erf', emit: erf, exact: (x) => evaluatePrimitive('erf', x), ulps: 4 },
  ...EXPONENTS.map((p) => ({
    name: `pow ${p}`,
    emit: (v: VectorMath, x: Code) => pow(v, x, p),
    exact: (x: number) => evaluatePrimitive('pow', x, p),
    ulps: 4,
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
  instantiate(module.encode(), memory, ['run']).run(bytes);
  return values;
}

/** Values of every sign and exponent, NaN and infinities among them, and a finer sweep of where functions bend. */
function sweep(): Float32Array {
  const values: number[] = [];
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let pattern = 0; pattern < 2 ** 32; pattern += 16001) {
    bits[0] = pattern;
    values.push(float[0] as number);
  }
  for (let x = -110; x < 110; x += 1 / 1021) values.push(x);
  for (let x = -4; x < 4; x += 1 / 20011) values.push(x);
  return new Float32Array(values);
}

/** The place of a number among all single-precision numbers in order; both zeros have the place 0. */
function places(values: Float32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length).map((bits) =>
    bits < 0 ? -0x80000000 - bits : bits,
  );
}

const inputs = sweep();

describe.each(variants)('%s functions on vectors', (rounding) => {
  test.each(FUNCTIONS)('$name is within $ulps ulp everywhere', ({ emit, exact, ulps }) => {
    const actual = apply(emit, rounding, inputs);
    const expected = inputs.map(exact);
    const [actualPlaces, expectedPlaces] = [places(actual), places(expected)];
    let worst = 0;
    let at = 0;
    for (let i = 0; i < inputs.length; i++) {
      const difference = Number.isNaN(expected[i])
        ? Number.isNaN(actual[i])
          ? 0
          : Number.POSITIVE_INFINITY
        : Number.isNaN(actual[i])
          ? Number.POSITIVE_INFINITY
          : Math.abs((actualPlaces[i] as number) - (expectedPlaces[i] as number));
      if (difference > worst) [worst, at] = [difference, i];
    }
    expect(worst, `at ${inputs[at]}: ${actual[at]} instead of ${expected[at]}`).toBeLessThanOrEqual(ulps);
  });

  const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
  test.each<[string, Emit, readonly [x: number, y: number][]]>([
    [
      'exp',
      exp,
      [
        [0, 1],
        [-0, 1],
        [-infinity, 0],
        [infinity, infinity],
        [-200, 0],
        [89, infinity],
        [nan, nan],
      ],
    ],
    [
      'expm1',
      expm1,
      [
        [0, 0],
        [-0, 0],
        [1e-45, Math.fround(1e-45)],
        [-1e-30, Math.fround(-1e-30)],
        [-infinity, -1],
        [-200, -1],
        [infinity, infinity],
        [89, infinity],
        [nan, nan],
      ],
    ],
    [
      'log',
      log,
      [
        [1, 0],
        [0, -infinity],
        [-0, -infinity],
        [-1, nan],
        [-1e-45, nan],
        [-infinity, nan],
        [infinity, infinity],
        [nan, nan],
      ],
    ],
    [
      'log1p',
      log1p,
      [
        [0, 0],
        [-1, -infinity],
        [-1.5, nan],
        [-infinity, nan],
        [infinity, infinity],
        [1e-45, Math.fround(1e-45)],
        [nan, nan],
      ],
    ],
    [
      'tanh',
      tanh,
      [
        [0, 0],
        [-0, -0],
        [10, 1],
        [-10, -1],
        [infinity, 1],
        [-infinity, -1],
        [nan, nan],
      ],
    ],
    [
      'sigmoid',
      sigmoid,
      [
        [0, 0.5],
        [-infinity, 0],
        [infinity, 1],
        [-200, 0],
        [200, 1],
        [nan, nan],
      ],
    ],
    [
      'softplus',
      softplus,
      [
        [-infinity, 0],
        [infinity, infinity],
        [200, 200],
        [-200, 0],
        [nan, nan],
      ],
    ],
    [
      'erf',
      erf,
      [
        [0, 0],
        [-0, -0],
        [4, 1],
        [-4, -1],
        [infinity, 1],
        [-infinity, -1],
        [nan, nan],
      ],
    ],
    [
      'the third power',
      (v, x) => pow(v, x, 3),
      [
        [-2, -8],
        [-0, -0],
        [-infinity, -infinity],
        [nan, nan],
      ],
    ],
    [
      'the ninth power',
      (v, x) => pow(v, x, 9),
      [
        [-2, -512],
        [-0, -0],
        [-infinity, -infinity],
        [nan, nan],
      ],
    ],
    [
      'the power -9',
      (v, x) => pow(v, x, -9),
      [
        [-2, -1 / 512],
        [-0, -infinity],
        [-infinity, -0],
        [nan, nan],
      ],
    ],
    [
      'the power -10',
      (v, x) => pow(v, x, -10),
      [
        [-2, 1 / 1024],
        [-0, infinity],
        [-infinity, 0],
        [nan, nan],
      ],
    ],
    [
      'the power 1.5',
      (v, x) => pow(v, x, 1.5),
      [
        [1, 1],
        [4, 8],
        [0, 0],
        [-0, 0],
        [-1, nan],
        [infinity, infinity],
        [-infinity, nan],
        [nan, nan],
      ],
    ],
    [
      'the power -1.5',
      (v, x) => pow(v, x, -1.5),
      [
        [1, 1],
        [0, infinity],
        [-0, infinity],
        [-1, nan],
        [infinity, 0],
        [-infinity, nan],
      ],
    ],
    [
      'the power -0.5',
      (v, x) => pow(v, x, -0.5),
      [
        [4, 0.5],
        [0, infinity],
        [-0, infinity],
        [-1, nan],
        [infinity, 0],
        [nan, nan],
      ],
    ],
    [
      'the power 0',
      (v, x) => pow(v, x, 0),
      [
        [0, 1],
        [infinity, 1],
        [-2, 1],
      ],
    ],
  ])('%s is exact at special values', (_, emit, points) => {
    const actual = apply(emit, rounding, new Float32Array(points.map(([x]) => x)));
    expect([...actual]).toEqual(points.map(([, y]) => y));
  });
});
