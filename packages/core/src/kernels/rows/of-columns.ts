import type { Address } from '../../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../../memory/linear-memory.js';
import type { Cut, GeneratedTarget, KernelFamily } from '../kernel-family.js';
import { cutColumns } from './cut-rows.js';
import type { RowFunction } from './of-rows.js';

/**
 * A function of each column by itself, and its gradient, which is computed from its results. All
 * arrays: [outer, rows, columns], with `stride` elements from one row to the next.
 */
export interface OfColumnsKernels {
  /** `y[o, :, j] = f(x[o, :, j])`; x and y may be the same. */
  readonly forward: (
    x: Address,
    outer: number,
    rows: number,
    columns: number,
    stride: number,
    y: Address,
  ) => void;

  /** `dx[o, :, j] +=` the gradient of `f` times `dy[o, :, j]`. */
  readonly backward: (
    y: Address,
    dy: Address,
    outer: number,
    rows: number,
    columns: number,
    stride: number,
    dx: Address,
  ) => void;
}

/** Returns the family of a function of columns. `ofRows` is the same function of rows. */
export function familyOfColumns(
  name: string,
  ofRows: RowFunction,
  generate: (target: GeneratedTarget) => OfColumnsKernels,
): KernelFamily<OfColumnsKernels> {
  return {
    name,
    generate,
    cuts: {
      forward: {
        elements: (_, outer, rows, columns) => outer * rows * columns,
        cut: (x, outer, rows, columns, stride, y) =>
          cutArrays(outer, rows, columns, stride, (skip, o, count) => [
            x + skip,
            o,
            rows,
            count,
            stride,
            y + skip,
          ]),
      },
      backward: {
        elements: (_, __, outer, rows, columns) => outer * rows * columns,
        cut: (y, dy, outer, rows, columns, stride, dx) =>
          cutArrays(outer, rows, columns, stride, (skip, o, count) => [
            y + skip,
            dy + skip,
            o,
            rows,
            count,
            stride,
            dx + skip,
          ]),
      },
    },
    reference: (memory) => ({
      forward(x, outer, rows, columns, stride, y) {
        const column = memory.createArray(rows);
        eachColumn(memory, outer, rows, columns, stride, (read, write) => {
          read(x, column);
          ofRows.forward(column, 0, 1, rows, 0);
          write(column, y);
        });
      },
      backward(y, dy, outer, rows, columns, stride, dx) {
        const all = memory.createArray(3 * rows);
        const [ofY, ofDy, ofDx] = [0, 1, 2].map((i) => all.subarray(i * rows, (i + 1) * rows));
        eachColumn(memory, outer, rows, columns, stride, (read, write) => {
          read(y, ofY as Floats);
          read(dy, ofDy as Floats);
          read(dx, ofDx as Floats);
          ofRows.backward(all, 0, rows, 1, rows, 2 * rows);
          write(ofDx as Floats, dx);
        });
      },
    }),
  };
}

/** Visits every column with a function that reads it from an array, and one that writes it to an array. */
function eachColumn(
  memory: LinearMemory,
  outer: number,
  rows: number,
  columns: number,
  stride: number,
  visit: (
    read: (from: Address, column: Floats) => void,
    write: (column: Floats, to: Address) => void,
  ) => void,
): void {
  const { floats } = memory;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < columns; j++) {
      const first = o * rows * stride + j;
      const read = (from: Address, column: Floats): void => {
        const start = memory.indexOf(from) + first;
        for (let r = 0; r < rows; r++) column[r] = floats[start + r * stride] as number;
      };
      const write = (column: Floats, to: Address): void => {
        const start = memory.indexOf(to) + first;
        for (let r = 0; r < rows; r++) floats[start + r * stride] = column[r] as number;
      };
      visit(read, write);
    }
  }
}

/** Returns a cut into columns or, if there are several matrices, into matrices. */
function cutArrays<Values extends readonly unknown[]>(
  outer: number,
  rows: number,
  columns: number,
  stride: number,
  share: (skip: number, outer: number, columns: number) => Values,
): Cut<Values> {
  if (outer === 1) return cutColumns(columns, (skip, count) => share(skip, 1, count));
  const bytes = rows * stride * 4;
  return {
    units: outer,
    share: (from, to) => share(from * bytes, to - from, columns),
  };
}
