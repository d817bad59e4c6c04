import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearMemory } from '../../memory/linear-memory.js';
import { Matrix } from '../matrix.js';
import { MatrixProduct } from './matrix-product.js';
import { multiply as reference } from './reference-product.js';
import type { VectorShapes } from './vector-product.js';

// Node 20 has relaxed SIMD behind a flag, which Node 26 does not know any more.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 17, 24, 64, 65];
const memory = new LinearMemory('single');

/** The shapes of products of one row that some engine gets. */
const AHEAD: VectorShapes = { dots: { columns: 6, unroll: 1 }, rows: { rows: 4, vectors: 2 } };
const IN_ORDER: VectorShapes = { dots: { columns: 8, unroll: 2 }, rows: { rows: 8, vectors: 4 } };

/** Every tile that some engine gets, and the one that this engine gets by default. */
const products = [
  new MatrixProduct(memory, 'strict'),
  new MatrixProduct(memory, 'strict', { rows: 4, columns: 8, unroll: 1 }, AHEAD),
  new MatrixProduct(memory, 'strict', { rows: 5, columns: 8, unroll: 4 }, IN_ORDER),
  new MatrixProduct(memory, 'strict', { rows: 5, columns: 16, unroll: 4 }),
  new MatrixProduct(memory, 'relaxed'),
  new MatrixProduct(memory, 'relaxed', { rows: 4, columns: 8, unroll: 1 }, AHEAD),
  new MatrixProduct(memory, 'relaxed', { rows: 6, columns: 8, unroll: 2 }, IN_ORDER),
  new MatrixProduct(memory, 'relaxed', { rows: 6, columns: 16, unroll: 2 }),
];
const named = products.map((product) => {
  const { rows, columns, unroll } = product.shape;
  return [
    `${product.rounding} matrix product by tiles of ${rows} x ${columns}, unrolled ${unroll}`,
    product,
  ] as const;
});

/** Pseudo-random numbers in [-1, 1), the same in every run. */
function fill(matrix: Matrix, seed: number): Matrix {
  const { floats } = memory;
  let state = seed + 1;
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      floats[memory.indexOf(matrix.address) + i * matrix.rowStride + j * matrix.columnStride] =
        state / 2 ** 31;
    }
  }
  return matrix;
}

/** A matrix in the arena; `gap` elements lie between its contiguous rows or columns. */
function allocate(rows: number, columns: number, transposed = false, gap = 0): Matrix {
  const address = memory.arena.allocate((rows + gap) * (columns + gap) * 4);
  if (transposed) return new Matrix(address, columns, rows, rows + gap).transposed;
  return new Matrix(address, rows, columns, columns + gap);
}

function read(matrix: Matrix): number[] {
  const { floats } = memory;
  const start = memory.indexOf(matrix.address);
  return Array.from({ length: matrix.rows * matrix.rowStride }, (_, i) => floats[start + i] as number);
}

/** What strict kernels promise: every product and every sum rounded to single precision, k ascending. */
function scalarLoop(a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): void {
  const { floats } = memory;
  for (let i = 0; i < c.rows; i++) {
    for (let j = 0; j < c.columns; j++) {
      const target = memory.indexOf(c.address) + i * c.rowStride + j;
      let sum = accumulate ? (floats[target] as number) : 0;
      for (let k = 0; k < a.columns; k++) {
        const x = floats[memory.indexOf(a.address) + i * a.rowStride + k * a.columnStride] as number;
        const y = floats[memory.indexOf(b.address) + k * b.rowStride + j * b.columnStride] as number;
        sum = Math.fround(sum + Math.fround(x * y));
      }
      floats[target] = sum;
    }
  }
}

interface Sizes {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

interface Flags {
  readonly aTransposed: boolean;
  readonly bTransposed: boolean;
  readonly accumulate: boolean;
  readonly prepared: boolean;
}

type Case = Sizes & Flags & { readonly gap: number };

type Run = (a: Matrix, b: Matrix, c: Matrix, accumulate: boolean) => void;

/**
 * Runs one case by `actual` and by `expected` from the same operands, and gives both results with
 * the gaps in their rows.
 */
function compare(example: Case, actual: Run, expected: Run): [number[], number[]] {
  const { rows, depth, columns, aTransposed, bTransposed, accumulate, gap } = example;
  memory.arena.reset();
  const a = fill(allocate(rows, depth, aTransposed, gap), 1);
  const b = fill(allocate(depth, columns, bTransposed, gap), 2);
  const results = [actual, expected].map((run) => {
    const c = allocate(rows, columns, false, gap);
    memory.floats.fill(7, memory.indexOf(c.address), memory.indexOf(c.address) + rows * c.rowStride);
    fill(c, 3);
    run(a, b, c, accumulate);
    return read(c);
  });
  return results as [number[], number[]];
}

function by(product: MatrixProduct, { rows, prepared }: Case): Run {
  return (a, b, c, accumulate) => product.multiply(a, prepared ? product.prepare(b, rows) : b, c, accumulate);
}

function distance([actual, expected]: [number[], number[]]): number {
  return actual.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (expected[i] as number))), 0);
}

describe.each(named)('the %s', (_, product) => {
  const byReference: Run = (a, b, c, accumulate) => reference(memory, a, b, c, accumulate);
  const flag = fc.boolean();

  test('agrees with the reference in every layout and awkward size', () => {
    const size = fc.constantFrom(...SIZES);
    const sizes = fc.record({ rows: size, depth: size, columns: size });
    const flags = fc.record({ aTransposed: flag, bTransposed: flag, accumulate: flag, prepared: flag });
    const agrees = (sizes: Sizes, flags: Flags) => {
      const example = { ...sizes, ...flags, gap: 0 };
      expect(distance(compare(example, by(product, example), byReference))).toBeLessThan(1e-5);
    };
    fc.assert(fc.property(sizes, flags, agrees), { numRuns: 3000 });
  });

  test('agrees with the reference where rows lie apart and sizes exceed its blocks', () => {
    const small = fc.integer({ min: 0, max: 40 });
    const large = fc.integer({ min: 1, max: 1200 });
    const sizes = fc.oneof(
      fc.record({ rows: small, depth: large, columns: small }),
      fc.record({ rows: large, depth: small, columns: small }),
      fc.record({ rows: small, depth: small, columns: large }),
    );
    const flags = fc.record({ aTransposed: flag, bTransposed: flag, accumulate: flag, prepared: flag });
    const agrees = (sizes: Sizes, flags: Flags, gap: number) => {
      const example = { ...sizes, ...flags, gap };
      expect(distance(compare(example, by(product, example), byReference))).toBeLessThan(1e-4);
    };
    fc.assert(fc.property(sizes, flags, fc.integer({ min: 0, max: 9 }), agrees), { numRuns: 200 });
  });

  test('multiplies by what it prepared in rows of any number, also one', () => {
    memory.arena.reset();
    const a = fill(allocate(9, 70), 1);
    const b = product.prepare(fill(allocate(70, 37), 2), 9);
    const [all, one] = [allocate(9, 37), allocate(1, 37)];
    product.multiply(a, b, all, false);
    product.multiply(new Matrix(a.address, 1, 70), b, one, false);
    expect(read(one)).toEqual(read(all).slice(0, 37));
  });
});

describe('strict matrix products', () => {
  const examples: Case[] = [];
  for (const rows of [1, 2, 13, 64]) {
    for (const depth of [1, 65, 600]) {
      for (const columns of [1, 20, 65]) {
        for (let flags = 0; flags < 16; flags++) {
          const [aTransposed, bTransposed, accumulate, prepared] = [1, 2, 4, 8].map(
            (flag) => (flags & flag) > 0,
          );
          // A single row times contiguous columns is summed in another order.
          if (rows === 1 && bTransposed) continue;
          examples.push({
            rows,
            depth,
            columns,
            aTransposed,
            bTransposed,
            accumulate,
            prepared,
            gap: 0,
          } as Case);
        }
      }
    }
  }

  test('equal, bit for bit and by any tile, a scalar loop that rounds every product and every sum', () => {
    for (const product of products.filter(({ rounding }) => rounding === 'strict')) {
      for (const example of examples) {
        const [actual, expected] = compare(example, by(product, example), scalarLoop);
        const firstDifference = actual.findIndex((x, i) => !Object.is(x, expected[i]));
        expect({ ...example, firstDifference }).toEqual({ ...example, firstDifference: -1 });
      }
    }
  });
});

test('strict products of a row and contiguous columns are the same bits, however many run side by side', () => {
  const shapes = [
    { columns: 1, unroll: 1 },
    { columns: 6, unroll: 1 },
    { columns: 8, unroll: 2 },
  ];
  const { rows } = IN_ORDER;
  const [first, ...others] = shapes.map(
    (dots) => new MatrixProduct(memory, 'strict', undefined, { dots, rows }),
  );
  const flags = { aTransposed: false, bTransposed: true, prepared: false };
  for (const depth of [1, 3, 4, 65, 600]) {
    for (const columns of [1, 5, 6, 15, 65]) {
      for (const accumulate of [false, true]) {
        const example = { rows: 1, depth, columns, accumulate, gap: 0, ...flags };
        for (const other of others) {
          const [actual, expected] = compare(
            example,
            by(other, example),
            by(first as MatrixProduct, example),
          );
          expect({ ...example, actual }).toEqual({ ...example, actual: expected });
        }
      }
    }
  }
});

test('a matrix that another tile was prepared for is refused', () => {
  const [strict, , , wide] = products as [MatrixProduct, MatrixProduct, MatrixProduct, MatrixProduct];
  const b = wide.prepare(allocate(4, 4), 2);
  expect(() => strict.multiply(allocate(2, 4), b, allocate(2, 4), false)).toThrow(/prepared by another set/);
});
