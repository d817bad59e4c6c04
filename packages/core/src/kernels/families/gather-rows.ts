import type { Address } from '../../memory/block-allocator.js';
import { generateGatherRows } from '../generated/gather-rows.js';
import type { KernelFamily } from '../kernel-family.js';
import { gatherRows, scatterAddRows } from '../reference/gather-rows.js';

/** Rows of a table that are given by their numbers. */
export interface GatherRowsKernels {
  /** `y[r, :] = table[ids[r], :]`, or `+=`. ids: int32 [rows]; y: [rows, columns]. */
  readonly gatherRows: (
    table: Address,
    ids: Address,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ) => void;

  /** `dtable[ids[r], :] += dy[r, :]`, rows in ascending order. */
  readonly scatterAddRows: (
    dy: Address,
    ids: Address,
    rows: number,
    columns: number,
    dtable: Address,
  ) => void;
}

export const gatherRowsKernels: KernelFamily<GatherRowsKernels> = {
  name: 'gatherRows',

  reference: (memory) => ({
    gatherRows(table, ids, rows, columns, y, accumulate) {
      const [from, to] = [memory.indexOf(table), memory.indexOf(y)];
      gatherRows(memory.floats, memory.ints, from, indexOfInt(ids), rows, columns, to, accumulate);
    },
    scatterAddRows(dy, ids, rows, columns, dtable) {
      const [from, to] = [memory.indexOf(dy), memory.indexOf(dtable)];
      scatterAddRows(memory.floats, memory.ints, from, indexOfInt(ids), rows, columns, to);
    },
  }),

  generate({ wasm }) {
    const { copyRows, addRows, scatterAddRows: scatter } = generateGatherRows(wasm);
    return {
      gatherRows(table, ids, rows, columns, y, accumulate) {
        (accumulate ? addRows : copyRows)(table, ids, rows, columns, y);
      },
      scatterAddRows: scatter,
    };
  },
};

function indexOfInt(address: Address): number {
  return address / Int32Array.BYTES_PER_ELEMENT;
}
