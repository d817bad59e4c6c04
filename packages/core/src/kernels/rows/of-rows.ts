import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import type { GeneratedTarget, KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';

/**
 * A function of each row by itself, and its gradient, which is computed from its results. All
 * arrays: [rows, columns].
 */
export interface OfRowsKernels {
  /** `y[r, :] = f(x[r, :])`; x and y may be the same. */
  readonly forward: (x: Address, rows: number, columns: number, y: Address) => void;

  /** `dx[r, :] +=` the gradient of `f` times `dy[r, :]`. */
  readonly backward: (y: Address, dy: Address, rows: number, columns: number, dx: Address) => void;
}

/** The same in plain TypeScript, on indices in place of addresses. */
export interface RowFunction {
  readonly forward: (floats: Floats, x: number, rows: number, columns: number, y: number) => void;
  readonly backward: (
    floats: Floats,
    y: number,
    dy: number,
    rows: number,
    columns: number,
    dx: number,
  ) => void;
}

/** Returns the family of a function of rows. */
export function familyOfRows(
  name: string,
  references: RowFunction,
  generate: (target: GeneratedTarget) => OfRowsKernels,
): KernelFamily<OfRowsKernels> {
  return {
    name,
    generate,
    cuts: {
      forward: {
        elements: (_, rows, columns) => rows * columns,
        cut: (x, rows, columns, y) =>
          cutRows(rows, columns, (skip, count) => [x + skip, count, columns, y + skip]),
      },
      backward: {
        elements: (_, __, rows, columns) => rows * columns,
        cut: (y, dy, rows, columns, dx) =>
          cutRows(rows, columns, (skip, count) => [y + skip, dy + skip, count, columns, dx + skip]),
      },
    },
    reference: (memory) => ({
      forward(x, rows, columns, y) {
        references.forward(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y));
      },
      backward(y, dy, rows, columns, dx) {
        const [yIndex, dyIndex, dxIndex] = [memory.indexOf(y), memory.indexOf(dy), memory.indexOf(dx)];
        references.backward(memory.floats, yIndex, dyIndex, rows, columns, dxIndex);
      },
    }),
  };
}
