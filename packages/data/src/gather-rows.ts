import { describe, isInRange, requireList } from './arguments.js';
import { type Floats, type Indices, zeros } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { extentsOf } from './extents-of.js';
import { isFloat32Array, isInt32Array } from './ids.js';

/**
 * Returns the rows of `source` that `rows` names, in that order, in a new array: the samples of a
 * batch, or their classes.
 *
 * @param source `[N, ...rest]` A `Float32Array` or an `Int32Array` in row-major order.
 * @param rows `[R]` Each from 0 to `N - 1`. A row may be named twice.
 * @returns `[R, ...rest]` An array of the same kind.
 * @throws ArgumentError if `source` is not such an array, or has no such row.
 * @throws ShapeError if the array does not fill its shape.
 */
export function gatherRows(source: Floats, rows: ArrayLike<number>): Floats;
export function gatherRows(source: Indices, rows: ArrayLike<number>): Indices;
export function gatherRows(source: Floats | Indices, rows: ArrayLike<number>): Floats | Indices {
  const { shape, data } = requireSource(source);
  requireList('gatherRows', 'rows', rows, 'row numbers');
  const [available = 0, ...rest] = shape;
  const width = data.length / available || 0;
  const Kind: new (length: number) => Float32Array | Int32Array = isInt32Array(data)
    ? Int32Array
    : Float32Array;
  const gathered = zeros('gatherRows', 'rows', Kind, rows.length * width);
  for (let r = 0; r < rows.length; r++) {
    const row: unknown = rows[r];
    if (!isInRange(row, { least: 0, most: available - 1, whole: true })) {
      throw new ArgumentError(
        'gatherRows',
        `${sizeOf(data, shape)} has no row ${describe(row)}; ${available === 0 ? 'there are no rows' : `rows are integers from 0 to ${available - 1}`}.`,
        { row, position: r, shape },
      );
    }
    gathered.set(data.subarray(row * width, (row + 1) * width), r * width);
  }
  return { shape: [rows.length, ...rest], data: gathered } as Floats | Indices;
}

/**
 * Returns the source after checking that its array is of one of the two kinds and fills its shape.
 */
function requireSource(source: unknown): Floats | Indices {
  const { shape, data } = (source ?? {}) as { readonly shape?: unknown; readonly data?: unknown };
  if (!isFloat32Array(data) && !isInt32Array(data)) {
    throw new ArgumentError(
      'gatherRows',
      `source is ${describe(source)} whose data is ${describe(data)}; it must be { shape, data } with a Float32Array or an Int32Array; ` +
        'convert others first: Float32Array.from(data), or tensor.toFloats().',
      { data },
    );
  }
  const { extents, fits } = extentsOf(shape, data.length);
  if (!fits) {
    throw new ShapeError(
      'gatherRows',
      `${sizeOf(data, extents)} was given; the shape must have an axis at least, and its product must be the number of elements.`,
      { shape, elements: data.length },
    );
  }
  return { shape: extents, data } as Floats | Indices;
}

function sizeOf(data: ArrayLike<number>, shape: readonly unknown[]): string {
  return `an array of ${data.length} elements with shape [${shape.slice(0, 8).map(describe).join(', ')}]`;
}
