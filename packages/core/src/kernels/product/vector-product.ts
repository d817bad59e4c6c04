import { ModuleBuilder } from '../../wasm/assembler.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { takes } from './locals.js';
import { buildVectorByColumns, type DotShape } from './vector-by-columns.js';
import { buildVectorByRows, type RowsShape } from './vector-by-rows.js';

/** The shapes of both functions. */
export interface VectorShapes {
  readonly dots: DotShape;
  readonly rows: RowsShape;
}

/**
 * The functions of the vector module, for left-hand sides of one contiguous row: (a, b, stride, c,
 * depth, columns, accumulate), `stride` being the bytes from a contiguous row (`byRows`) or column
 * (`byColumns`) of b to the next; depth and columns are at least 1. b is read where it is: every
 * number of it is needed but once.
 */
export const VECTOR_EXPORTS = ['byRows', 'byColumns'] as const;

/** Returns the module of the products of a row with a matrix. */
export function vectorModule(rounding: Rounding, { dots, rows }: VectorShapes): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('byRows', takes(7), (f) => buildVectorByRows(f, rounding, rows));
  module.function('byColumns', takes(7), (f) => buildVectorByColumns(f, rounding, dots));
  return module.encode();
}
