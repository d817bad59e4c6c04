import {
  combinations,
  EITHER,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import { Matrix } from '../matrix.js';

const SHAPES = combinations({ rows: SIZES, depth: SIZES, columns: SIZES, accumulate: EITHER });

/** A matrix with a gap of two elements between its contiguous rows or, transposed, columns. */
function placeMatrix(stage: Stage, name: string, rows: number, columns: number, transposed: boolean): Matrix {
  if (transposed) return placeMatrix(stage, name, columns, rows, false).transposed;
  const stride = columns + 2;
  return new Matrix(stage.place(name, rows * stride), rows, columns, stride);
}

/** Products of matrices where they lie; which operand is transposed changes from case to case. */
const multiply: readonly KernelCase[] = SHAPES.map(({ rows, depth, columns, accumulate }, index) => {
  const [left, right] = [index % 3 === 1, index % 5 > 2];
  return {
    name: `[${rows}, ${depth}]${left ? ' transposed' : ''} by [${depth}, ${columns}]${right ? ' transposed' : ''}`,
    tolerance: SUM,
    run(stage) {
      const a = placeMatrix(stage, 'a', rows, depth, left);
      const b = placeMatrix(stage, 'b', depth, columns, right);
      stage.kernels.multiply(a, b, placeMatrix(stage, 'c', rows, columns, false), accumulate);
    },
  };
});

/** Products with a right-hand side that has been prepared. */
const prepare: readonly KernelCase[] = SHAPES.map(({ rows, depth, columns, accumulate }, index) => {
  const right = index % 3 === 1;
  return {
    name: `[${depth}, ${columns}]${right ? ' transposed' : ''} for ${rows} rows`,
    tolerance: SUM,
    run(stage) {
      const a = placeMatrix(stage, 'a', rows, depth, false);
      const b = placeMatrix(stage, 'b', depth, columns, right);
      const c = placeMatrix(stage, 'c', rows, columns, false);
      stage.kernels.multiply(a, stage.kernels.prepare(b, rows), c, accumulate);
    },
  };
});

export const productCases: KernelCases<'multiply' | 'prepare'> = { multiply, prepare };
