import type { Floats, Indices } from './arrays.js';
import { RowError } from './errors.js';

/**
 * The rows of an array that `rows` names, in that order, in an array of its own: the samples of a batch, or their classes.
 *
 * @param source `[N, ...rest]`, row-major
 * @param rows `[R]`, each from 0 to `N - 1`; a row may be named twice
 * @returns `[R, ...rest]`
 * @throws RowError where the array does not fill its shape, or has no such row
 */
export function gatherRows(source: Floats, rows: ArrayLike<number>): Floats;
export function gatherRows(source: Indices, rows: ArrayLike<number>): Indices;
export function gatherRows(source: Floats | Indices, rows: ArrayLike<number>): Floats | Indices {
  const { shape, data } = source;
  const [available, ...rest] = shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  if (available === undefined || available * width !== data.length) throw new RowError(shape, data.length);
  const gathered =
    data instanceof Float32Array
      ? new Float32Array(rows.length * width)
      : new Int32Array(rows.length * width);
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] as number;
    if (!Number.isInteger(row) || row < 0 || row >= available) throw new RowError(shape, data.length, row);
    gathered.set(data.subarray(row * width, (row + 1) * width), r * width);
  }
  const gatheredShape = [rows.length, ...rest];
  return gathered instanceof Float32Array
    ? { shape: gatheredShape, data: gathered }
    : { shape: gatheredShape, data: gathered };
}
