import type { Address } from '../../memory/block-allocator.js';
import { generateStandardizeRows } from '../generated/standardize-rows.js';
import type { KernelFamily } from '../kernel-family.js';
import { standardizeRows, standardizeRowsGradient } from '../reference/standardize-rows.js';

/** Rows of mean 0 and variance 1. */
export interface StandardizeRowsKernels {
  /**
   * `y[r, :] = (x[r, :] - mean) * inverses[r]` with `inverses[r] = 1 / √(variance + eps)`, by the mean and the (biased) variance of the row.
   * x, y: [rows, columns]; inverses: [rows].
   */
  readonly standardizeRows: (
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ) => void;

  /** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
  readonly standardizeRowsGradient: (
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ) => void;
}

export const standardizeRowsKernels: KernelFamily<StandardizeRowsKernels> = {
  name: 'standardizeRows',

  reference: (memory) => ({
    standardizeRows(x, rows, columns, eps, y, inverses) {
      const [from, to, inversesIndex] = [memory.indexOf(x), memory.indexOf(y), memory.indexOf(inverses)];
      standardizeRows(memory.floats, from, rows, columns, eps, to, inversesIndex);
    },
    standardizeRowsGradient(y, inverses, dy, rows, columns, dx) {
      const [yIndex, inversesIndex] = [memory.indexOf(y), memory.indexOf(inverses)];
      const [dyIndex, dxIndex] = [memory.indexOf(dy), memory.indexOf(dx)];
      standardizeRowsGradient(memory.floats, yIndex, inversesIndex, dyIndex, rows, columns, dxIndex);
    },
  }),

  generate({ wasm, rounding }) {
    const generated = generateStandardizeRows(wasm, rounding);
    return {
      standardizeRows(x, rows, columns, eps, y, inverses) {
        generated.standardizeRows(x, rows, columns, 1 / columns, eps, y, inverses);
      },
      standardizeRowsGradient(y, inverses, dy, rows, columns, dx) {
        generated.standardizeRowsGradient(y, inverses, dy, rows, columns, 1 / columns, dx);
      },
    };
  },
};
