import { type Tensor, tensor } from '../tensor/tensor.js';

/** The numbers of a matrix, row by row. */
export type Rows = readonly (readonly number[])[];

/** Returns the numbers of a tensor, with a row for each position along all axes but the last. */
export function rowsOf(x: Tensor): Rows {
  const columns = x.shape.at(-1) ?? 1;
  const numbers = Array.from(x.toFloats());
  const rows = columns === 0 ? 0 : x.size / columns;
  return Array.from({ length: rows }, (_, r) => numbers.slice(r * columns, (r + 1) * columns));
}

/** Returns a matrix as a tensor. */
export function tensorOf(rows: Rows): Tensor {
  return tensor([rows.length, rows[0]?.length ?? 0], rows.flat());
}

/**
 * Returns `Σ_n aₙ ⊗ bₙ`, the sum of the outer products of the rows of two matrices: `[N, D]` and
 * `[N, H]` to `[D, H]`.
 */
export function sumOfOuterProducts(a: Rows, b: Rows): Rows {
  const [first = []] = a;
  return first.map((_, i) => sumOfRows(b.map((row, n) => row.map((number) => (a[n]?.[i] ?? 0) * number))));
}

/** Returns the sum over all rows: `[N, H]` to `[H]`. */
export function sumOfRows(rows: Rows): readonly number[] {
  return rows.reduce((sum, row) => sum.map((number, j) => number + (row[j] ?? 0)));
}

/** Returns `a bᵀ`: `[N, H]` and `[D, H]` to `[N, D]`. */
export function timesTransposed(a: Rows, b: Rows): Rows {
  return a.map((x) => b.map((y) => x.reduce((sum, number, j) => sum + number * (y[j] ?? 0), 0)));
}

/** Combines `a[n][j]` and `b[n][j]`, for every element. */
export function zip(a: Rows, b: Rows, combine: (x: number, y: number) => number): Rows {
  return a.map((row, n) => row.map((number, j) => combine(number, b[n]?.[j] ?? Number.NaN)));
}
