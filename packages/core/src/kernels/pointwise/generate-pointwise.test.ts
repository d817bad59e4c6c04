import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  constant,
  div,
  equal,
  erf,
  exp,
  expm1,
  less,
  lessOrEqual,
  log1p,
  max,
  min,
  mul,
  neg,
  operand,
  pow,
  select,
  sigmoid,
  softplus,
  sqrt,
  sub,
  tanh,
} from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';
import type { PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import { LinearMemory } from '../../memory/linear-memory.js';
import { hasRelaxedSimd } from '../../wasm/features.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { ArgumentBlock } from './argument-block.js';
import { generatePointwise } from './generate-pointwise.js';
import { interpretPointwise } from './interpret-pointwise.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');
const variants: readonly Rounding[] = hasRelaxedSimd() ? ['strict', 'relaxed'] : ['strict'];

const memory = new LinearMemory('single');

const [a, b, c] = [operand('a'), operand('b'), operand('c')];

const full = (name: string) => ({ name, kind: 'full' }) as const;
const row = (name: string) => ({ name, kind: 'row' }) as const;
const column = (name: string) => ({ name, kind: 'column' }) as const;
const uniform = (name: string) => ({ name, kind: 'uniform' }) as const;
const assigned = (name: string, value: Expression) =>
  ({ name, kind: 'full', mode: 'assign', value }) as const;
const accumulated = (name: string, value: Expression) =>
  ({ name, kind: 'full', mode: 'accumulate', value }) as const;
const summed = (name: string, value: Expression) =>
  ({ name, kind: 'row', mode: 'accumulate', value }) as const;

/** The pointwise part of an LSTM step. */
function lstm(): PointwiseProgram {
  const [i, f, g, o] = [
    sigmoid(operand('i')),
    sigmoid(operand('f')),
    tanh(operand('g')),
    sigmoid(operand('o')),
  ];
  const cell = add(mul(f, operand('c')), mul(i, g));
  const squashed = tanh(cell);
  return {
    name: 'lstm',
    inputs: ['i', 'f', 'g', 'o', 'c'].map(full),
    outputs: [
      assigned('h', mul(o, squashed)),
      assigned('cell', cell),
      ...Object.entries({ i, f, g, o }).map(([name, value]) => assigned(`saved ${name}`, value)),
    ],
  };
}

const PROGRAMS: readonly PointwiseProgram[] = [
  { name: 'a sum', inputs: [full('a'), full('b')], outputs: [assigned('y', add(a, b))] },
  { name: 'a row operand', inputs: [full('a'), row('b')], outputs: [assigned('y', add(mul(a, b), b))] },
  { name: 'an accumulating result', inputs: [full('a'), full('b')], outputs: [accumulated('y', mul(a, b))] },
  {
    name: 'a sum over rows',
    inputs: [full('a'), row('b')],
    outputs: [summed('y', mul(a, b)), assigned('z', sub(a, b))],
  },
  {
    name: 'a sum over rows, of phases',
    inputs: [full('a'), row('b')],
    outputs: [summed('y', mul(tanh(a), sigmoid(b))), summed('z', exp(sub(a, b)))],
  },
  {
    name: 'a column, and sums along rows',
    inputs: [full('a'), column('b'), uniform('c')],
    outputs: [
      assigned('w', mul(a, add(exp(b), c))),
      { name: 'y', kind: 'column', mode: 'accumulate', value: mul(a, sqrt(abs(b))) },
      { name: 'z', kind: 'column', mode: 'accumulate', value: tanh(add(exp(a), b)) },
    ],
  },
  {
    name: 'a result of columns alone',
    inputs: [column('b')],
    outputs: [assigned('y', mul(b, b)), { name: 'z', kind: 'column', mode: 'accumulate', value: exp(b) }],
  },
  {
    name: 'uniforms',
    inputs: [full('a'), uniform('b'), uniform('c')],
    outputs: [assigned('y', sub(a, mul(exp(b), mul(c, a)))), assigned('z', sqrt(c))],
  },
  {
    name: 'operands without a user',
    inputs: [uniform('c'), full('b'), full('a')],
    outputs: [assigned('y', neg(a))],
  },
  { name: 'a constant', inputs: [], outputs: [assigned('y', constant(3))] },
  {
    name: 'conditions',
    inputs: [full('a'), full('b'), full('c')],
    outputs: [
      assigned('y', select(less(a, b), a, select(lessOrEqual(b, c), tanh(b), c))),
      assigned('z', select(equal(a, a), min(a, b), max(b, c))),
      assigned('w', max(a, 0)),
    ],
  },
  {
    name: 'the same value twice',
    inputs: [full('a')],
    outputs: [assigned('y', exp(a)), accumulated('z', exp(a))],
  },
  lstm(),
];

const random = mulberry(1);

/** A generator of numbers in [0, 1), so that tests repeat. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs both kernels on the same numbers; returns everything the memory holds afterwards, results
 * and gaps between rows.
 */
function runBoth(
  program: PointwiseProgram,
  kernels: readonly PointwiseKernel[],
  {
    rows,
    n,
    gap = 0,
    aliases = {},
  }: { rows: number; n: number; gap?: number; aliases?: Record<string, string> },
): Float32Array[] {
  const mark = memory.arena.mark();
  const slots = [...program.inputs, ...program.outputs];
  // A sum has double precision, and takes two elements.
  const elements = 2 * (Math.max(1, rows) * (n + gap) + 4);
  const block = ArgumentBlock.inArena(memory, program);
  const area = memory.arena.allocate(slots.length * elements * 4);
  const start = memory.indexOf(area);
  const before = Float32Array.from({ length: slots.length * elements }, () => 4 * random() - 2);
  const sums: number[] = [];
  slots.forEach(({ name, kind }, slot) => {
    if (kind === 'uniform') {
      block.setUniform(slot, random());
      return;
    }
    const place = slots.findIndex((other) => other.name === (aliases[name] ?? name));
    const isSum = slot >= program.inputs.length && kind !== 'full';
    block.setArray(slot, area + place * elements * 4, kind === 'column' ? (isSum ? 8 : 4) : (n + gap) * 4);
    if (isSum) sums.push(place * elements);
  });
  const results = kernels.map((kernel) => {
    memory.floats.set(before, start);
    const doubles = sums.map((at) =>
      memory.doubles.subarray((area + at * 4) / 8, (area + (at + elements) * 4) / 8),
    );
    for (const sum of doubles) sum.forEach((_, i) => (sum[i] = i / 4));
    kernel.run(rows, n, block.address, 0);
    for (const sum of doubles) new Float32Array(sum.buffer, sum.byteOffset, elements).set([...sum, ...sum]);
    return new Float32Array(memory.view(area, before.length));
  });
  memory.arena.release(mark);
  return results;
}

function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  for (let i = 0; i < actual.length; i++) {
    const [x, y] = [actual[i] as number, expected[i] as number];
    if (Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * (1 + Math.abs(y))) continue;
    expect.fail(`element ${i} is ${x} instead of ${y}`);
  }
}

describe.each(variants)('the %s kernel of a pointwise program', (rounding) => {
  const pair = (program: PointwiseProgram) => [
    generatePointwise(program, memory, rounding),
    interpretPointwise(program, memory),
  ];

  test.each(PROGRAMS)('gives what the reference gives: $name', (program) => {
    const kernels = pair(program);
    for (const n of [0, 1, 2, 3, 4, 5, 8, 17, 65]) {
      for (const rows of [0, 1, 2, 5]) {
        for (const gap of [0, 3]) {
          const [actual, expected] = runBoth(program, kernels, { rows, n, gap }) as [
            Float32Array,
            Float32Array,
          ];
          expectClose(actual, expected, 1e-6);
        }
      }
    }
  });

  test('gives the same in rows longer than what goes through all phases at a time', () => {
    const program = lstm();
    for (const n of [127, 128, 129, 261, 384]) {
      const [actual, expected] = runBoth(program, pair(program), { rows: 2, n, gap: 5 }) as [
        Float32Array,
        Float32Array,
      ];
      expectClose(actual, expected, 1e-6);
    }
  });

  test('reads every element before it writes it, so results may lie where operands lie', () => {
    const program = lstm();
    const aliases = { h: 'c', 'saved i': 'i', 'saved f': 'f', 'saved g': 'g', 'saved o': 'o' };
    for (const n of [1, 4, 7, 33]) {
      const [actual, expected] = runBoth(program, pair(program), { rows: 3, n, gap: 1, aliases }) as [
        Float32Array,
        Float32Array,
      ];
      expectClose(actual, expected, 1e-6);
    }
  });

  test('gives an element the same bits wherever it lies in a row', () => {
    const program: PointwiseProgram = {
      name: 'mixed',
      inputs: [full('a')],
      outputs: [assigned('y', add(mul(tanh(a), softplus(a)), log1p(abs(mul(a, 0.3)))))],
    };
    const kernel = generatePointwise(program, memory, rounding);
    const mark = memory.arena.mark();
    const [x, y] = [memory.arena.allocate(64), memory.arena.allocate(64)];
    const block = ArgumentBlock.inArena(memory, program);
    block.setArray(0, x, 0);
    block.setArray(1, y, 0);
    const results = [4, 1].map((n) => {
      memory.view(x, 4).set([0.7, 0.7, 0.7, 0.7]);
      kernel.run(1, n, block.address, 0);
      return memory.view(y, 4)[n - 1];
    });
    memory.arena.release(mark);
    expect(results[0]).toBe(results[1]);
  });

  test('gives what the reference gives for any expression', () => {
    const unary = [
      neg,
      abs,
      tanh,
      sigmoid,
      softplus,
      erf,
      (x: Expression) => exp(min(x, 3)),
      (x: Expression) => expm1(min(x, 3)),
      (x: Expression) => pow(x, 2),
    ];
    const binary = [add, sub, mul, min, max, (x: Expression, y: Expression) => div(x, add(abs(y), 1))];
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        fc.constantFrom(a, b, c),
        fc.integer({ min: -8, max: 8 }).map((value) => constant(value / 4)),
        fc.tuple(fc.constantFrom(...unary), tie('expression')).map(([f, x]) => f(x)),
        fc
          .tuple(fc.constantFrom(...binary), tie('expression'), tie('expression'))
          .map(([f, x, y]) => f(x, y)),
      ),
    }));
    const property = fc.property(expression, expression, fc.integer({ min: 1, max: 9 }), (x, y, n) => {
      const program: PointwiseProgram = {
        name: 'random',
        inputs: [full('a'), row('b'), uniform('c')],
        // Bounded, so that a tolerance has a meaning.
        outputs: [assigned('x', tanh(x)), accumulated('y', tanh(y)), summed('z', sigmoid(sub(x, y)))],
      };
      const [actual, expected] = runBoth(program, pair(program), { rows: 2, n }) as [
        Float32Array,
        Float32Array,
      ];
      expectClose(actual, expected, 1e-3);
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });
});
