import type { Floats } from '../../memory/linear-memory.js';

/**
 * `y[r, :] = table[ids[r], :]`, or `+=` if `accumulate`. table: [any, columns], y: [rows, columns], indices in `floats`; ids: [rows], from
 * index `ids` in `ints` on. Its gradient is `scatterAddRows`.
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
): void {
  for (let r = 0; r < rows; r++) {
    addRow(floats, dy + r * columns, columns, dtable + (ints[ids + r] as number) * columns);
  }
}

function addRow(floats: Floats, from: number, length: number, to: number): void {
  for (let j = 0; j < length; j++) {
    floats[to + j] = (floats[to + j] as number) + (floats[from + j] as number);
  }
}
