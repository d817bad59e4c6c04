import type { Address } from '../../memory/block-allocator.js';
import { generateStandardiseRows } from '../generated/standardise-rows.js';
import type { KernelFamily } from '../kernel-family.js';
import { standardiseRows, standardiseRowsGradient } from '../reference/standardise-rows.js';

/** Rows of mean 0 and variance 1. */
export interface StandardiseRowsKernels {
  /**
   * `y[r, :] = (x[r, :] - mean) * inverses[r]` with `inverses[r] = 1 / √(variance + eps)`, by the mean and the (biased) variance of the row.
   * x, y: [rows, columns]; inverses: [rows].
   */
  readonly standardiseRows: (
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ) => void;

  /** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
  readonly standardiseRowsGradient: (
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ) => void;
}

export const standardiseRowsKernels: KernelFamily<StandardiseRowsKernels> = {
  name: 'standardiseRows',

  reference: (memory) => ({
    standardiseRows(x, rows, columns, eps, y, inverses) {
      const [from, to, inversesIndex] = [memory.indexOf(x), memory.indexOf(y), memory.indexOf(inverses)];
      standardiseRows(memory.floats, from, rows, columns, eps, to, inversesIndex);
    },
    standardiseRowsGradient(y, inverses, dy, rows, columns, dx) {
      const [yIndex, inversesIndex] = [memory.indexOf(y), memory.indexOf(inverses)];
      const [dyIndex, dxIndex] = [memory.indexOf(dy), memory.indexOf(dx)];
      standardiseRowsGradient(memory.floats, yIndex, inversesIndex, dyIndex, rows, columns, dxIndex);
    },
  }),

  generate({ wasm, rounding }) {
    const generated = generateStandardiseRows(wasm, rounding);
    return {
      standardiseRows(x, rows, columns, eps, y, inverses) {
        generated.standardiseRows(x, rows, columns, 1 / columns, eps, y, inverses);
      },
      standardiseRowsGradient(y, inverses, dy, rows, columns, dx) {
        generated.standardiseRowsGradient(y, inverses, dy, rows, columns, 1 / columns, dx);
      },
    };
  },
};
