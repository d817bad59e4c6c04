import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { f32x4, i32 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutColumns, cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { type Group, sweep } from './sweep.js';

/** Rows of a table that are selected by their indices. */
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

  /**
   * `dtable[ids[r], :] += dy[r, :]`, rows in ascending order. Rows of dy and of the table begin
   * `stride` elements apart; `columns` by default.
   */
  readonly scatterAddRows: (
    dy: Address,
    ids: Address,
    rows: number,
    columns: number,
    dtable: Address,
    stride?: number,
  ) => void;
}

export const gatherRowsKernels: KernelFamily<GatherRowsKernels> = {
  name: 'gatherRows',

  reference: (memory) => ({
    gatherRows(table, ids, rows, columns, y, accumulate) {
      const [from, to] = [memory.indexOf(table), memory.indexOf(y)];
      gatherRows(memory.floats, memory.ints, from, indexOfInt(ids), rows, columns, to, accumulate);
    },
    scatterAddRows(dy, ids, rows, columns, dtable, stride) {
      const [from, to] = [memory.indexOf(dy), memory.indexOf(dtable)];
      scatterAddRows(memory.floats, memory.ints, from, indexOfInt(ids), rows, columns, to, stride);
    },
  }),

  cuts: {
    gatherRows: {
      elements: (_, __, rows, columns) => rows * columns,
      cut: (table, ids, rows, columns, y, accumulate) =>
        cutRows(rows, columns, (skip, count, first) => [
          table,
          ids + 4 * first,
          count,
          columns,
          y + skip,
          accumulate,
        ]),
    },
    scatterAddRows: {
      elements: (_, __, rows, columns) => rows * columns,
      cut: (dy, ids, rows, columns, dtable, stride = columns) =>
        cutColumns(columns, (skip, count) => [dy + skip, ids, rows, count, dtable + skip, stride]),
    },
  },

  generate({ linker }) {
    const copyRows = rowKernel(linker, 'fromTable', 'assign');
    const addRows = rowKernel(linker, 'fromTable', 'add');
    const scatter = rowKernel(linker, 'toTable', 'add');
    return {
      gatherRows(table, ids, rows, columns, y, accumulate) {
        (accumulate ? addRows : copyRows)(table, ids, rows, columns, y, columns);
      },
      scatterAddRows(dy, ids, rows, columns, dtable, stride = columns) {
        scatter(dy, ids, rows, columns, dtable, stride);
      },
    };
  },
};

function indexOfInt(address: Address): number {
  return address / Int32Array.BYTES_PER_ELEMENT;
}

/**
 * `y[r, :] = table[ids[r], :]`, or `+=` if `accumulate`. table: [any, columns], y: [rows, columns],
 * indices in `floats`; ids: [rows], from index `ids` in `ints` on. Its gradient is
 * `scatterAddRows`.
 */
export function gatherRows(
  floats: Floats,
  ints: Int32Array,
  table: number,
  ids: number,
  rows: number,
  columns: number,
  y: number,
  accumulate: boolean,
): void {
  for (let r = 0; r < rows; r++) {
    const from = table + (ints[ids + r] as number) * columns;
    const to = y + r * columns;
    if (accumulate) addRow(floats, from, columns, to);
    else floats.copyWithin(to, from, from + columns);
  }
}

/** `dtable[ids[r], :] += dy[r, :]` for r = 0, 1, ...: the gradient of `gatherRows`. */
export function scatterAddRows(
  floats: Floats,
  ints: Int32Array,
  dy: number,
  ids: number,
  rows: number,
  columns: number,
  dtable: number,
  stride = columns,
): void {
  for (let r = 0; r < rows; r++) {
    addRow(floats, dy + r * stride, columns, dtable + (ints[ids + r] as number) * stride);
  }
}

function addRow(floats: Floats, from: number, length: number, to: number): void {
  for (let j = 0; j < length; j++) {
    floats[to + j] = (floats[to + j] as number) + (floats[from + j] as number);
  }
}

/** The number of vectors per round, since little is done with each. */
const UNROLL = 4;

/**
 * Generates the kernel (from, ids, rows, columns, to, stride), in which either `from` or `to` is
 * the table.
 */
function rowKernel(linker: Linker, direction: 'fromTable' | 'toTable', mode: 'assign' | 'add') {
  const parameters = {
    from: 'i32',
    ids: 'i32',
    rows: 'i32',
    columns: 'i32',
    to: 'i32',
    stride: 'i32',
  } as const;
  return generatedKernel(linker, parameters, (f, { from, ids, rows, columns, to, stride }) => {
    const bytes = bytesOf(f, columns);
    const distance = bytesOf(f, stride);
    const gap = f.let('i32', i32.sub(distance.get, bytes.get));
    const entry = f.local('i32');
    const [table, source, target] = direction === 'fromTable' ? [from, entry, to] : [to, from, entry];
    const body = ({ load, store }: Group) => {
      const value = load(source);
      store(target, mode === 'add' ? f32x4.add(load(target), value) : value);
    };
    repeat(f, rows, () => {
      f.set(entry, i32.add(table.get, i32.mul(i32.load(ids.get), distance.get)));
      sweep(f, [source, target], bytes, body, UNROLL);
      f.increment(direction === 'fromTable' ? target : source, gap.get);
      f.increment(ids, i32.const(4));
    });
  });
}
