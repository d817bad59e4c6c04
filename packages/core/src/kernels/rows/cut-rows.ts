import type { Cut } from '../kernel-family.js';

const BYTES = 4;

/**
 * Returns a cut into rows of `columns` numbers each. `share` is given the bytes of the array before
 * the rows of a share, the number of its rows, and its first row.
 */
export function cutRows<Values extends readonly unknown[]>(
  rows: number,
  columns: number,
  share: (skip: number, count: number, first: number) => Values,
): Cut<Values> {
  return {
    units: rows,
    share: (from, to) => share(from * columns * BYTES, to - from, from),
  };
}

/** Shares of columns begin at multiples of this, so that a cache line is written by one thread only. */
export const COLUMN_GRAIN = 16;

/**
 * Returns a cut into columns. `share` is given the bytes before the columns of a share, and the
 * number of its columns.
 */
export function cutColumns<Values extends readonly unknown[]>(
  columns: number,
  share: (skip: number, count: number) => Values,
): Cut<Values> {
  return {
    units: columns,
    grain: COLUMN_GRAIN,
    share: (from, to) => share(from * BYTES, to - from),
  };
}
