import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearMemory } from '../../../memory/linear-memory.js';
import { Matrix } from '../../matrix.js';
import { multiply as reference } from '../../reference/multiply.js';
import { MatrixProduct } from './matrix-product.js';

setFlagsFromString('--experimental-wasm-relaxed-simd'); // Node 20 has it behind a flag; later versions ignore this

const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 17, 64, 65];
const memory = new LinearMemory('single');
const products = {
  strict: new MatrixProduct(memory, 'strict'),
  relaxed: new MatrixProduct(memory, 'relaxed'),
};

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

interface Case {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly aTransposed: boolean;
  readonly bTransposed: boolean;
  readonly accumulate: boolean;
  readonly prepared: boolean;
  readonly gap: number;
}

type Run = (a: Matrix, b: Matrix, c: Matrix, accumulate: boolean) => void;

/** Runs one case by `actual` and by `expected` from the same operands, and gives both results with the gaps in their rows. */
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

const BOOLEANS = [false, true];

describe.each(['strict', 'relaxed'] as const)('the %s matrix product', (variant) => {
  const product = products[variant];

  test('agrees with the reference in every layout and awkward size', () => {
    for (const rows of SIZES)
      for (const depth of SIZES)
        for (const columns of SIZES) {
          for (const aTransposed of BOOLEANS)
            for (const bTransposed of BOOLEANS)
              for (const accumulate of BOOLEANS) {
                for (const prepared of BOOLEANS) {
                  const example = {
                    rows,
                    depth,
                    columns,
                    aTransposed,
                    bTransposed,
                    accumulate,
                    prepared,
                    gap: 0,
                  };
                  const worst = distance(
                    compare(example, by(product, example), (a, b, c, add) => reference(memory, a, b, c, add)),
                  );
                  expect(worst, JSON.stringify(example)).toBeLessThan(1e-5);
                }
              }
        }
  });

  test('agrees with the reference where rows lie apart and sizes exceed its blocks', () => {
    const sizes = fc.integer({ min: 0, max: 40 });
    const large = fc.integer({ min: 1, max: 700 });
    const flag = fc.boolean();
    const shape = fc.oneof(
      fc.record({ rows: sizes, depth: large, columns: sizes }),
      fc.record({ rows: large, depth: sizes, columns: sizes }),
      fc.record({ rows: sizes, depth: sizes, columns: large }),
    );
    const flags = fc.record({
      aTransposed: flag,
      bTransposed: flag,
      accumulate: flag,
      prepared: flag,
      gap: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(shape, flags, (sizes, flags) => {
        const example = { ...sizes, ...flags };
        const worst = distance(
          compare(example, by(product, example), (a, b, c, add) => reference(memory, a, b, c, add)),
        );
        expect(worst).toBeLessThan(1e-4);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('the strict matrix product', () => {
  const bits = (numbers: number[]) => [...new Int32Array(new Float32Array(numbers).buffer)];
  const examples = [2, 5, 13, 64].flatMap((rows) =>
    [1, 8, 65, 300].flatMap((depth) =>
      [1, 4, 20, 65].flatMap((columns) =>
        BOOLEANS.flatMap((aTransposed) =>
          BOOLEANS.flatMap((bTransposed) =>
            BOOLEANS.map((accumulate) => {
              return {
                rows,
                depth,
                columns,
                aTransposed,
                bTransposed,
                accumulate,
                prepared: depth === 8,
                gap: 0,
              };
            }),
          ),
        ),
      ),
    ),
  );

  test('equals, bit for bit, a scalar loop that rounds every product and every sum', () => {
    const vectors = examples
      .filter(({ bTransposed, rows }) => !bTransposed && rows === 2)
      .map((example) => ({ ...example, rows: 1 }));
    for (const example of [...examples, ...vectors]) {
      const [actual, expected] = compare(example, by(products.strict, example), scalarLoop);
      expect(bits(actual), JSON.stringify(example)).toEqual(bits(expected));
    }
  });

  test('has the same bits whatever the shape of its tiles', () => {
    const other = new MatrixProduct(memory, 'strict', { rows: 5, columns: 8, unroll: 3 });
    for (const example of examples) {
      const [actual, expected] = compare(example, by(products.strict, example), by(other, example));
      expect(bits(actual), JSON.stringify(example)).toEqual(bits(expected));
    }
  });
});
