import type { Cut } from '../kernel-family.js';

const BYTES = 4;

/**
 * A cut into rows of `columns` numbers each. `share` is told how many bytes of the array come
 * before the rows of a share, how many rows it has, and the first.
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

/** Columns that begin a share: a line of the cache is written by one thread. */
const GRAIN = 16;

/**
 * A cut into columns. `share` is told how many bytes come before the columns of a share, and how
 * many columns it has.
 */
export function cutColumns<Values extends readonly unknown[]>(
  columns: number,
  share: (skip: number, count: number) => Values,
): Cut<Values> {
  return {
    units: columns,
    grain: GRAIN,
    share: (from, to) => share(from * BYTES, to - from),
  };
}
