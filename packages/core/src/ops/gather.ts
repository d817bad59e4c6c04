import { type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { operation } from '../autodiff/operation.js';
import { gatherRowsKernels } from '../kernels/rows/gather-rows.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Options of `gather`. */
export interface GatherOptions {
  /** The axis along which elements are taken. Default: 0. */
  readonly axis?: number;
  /** A row that means "none" and gets no gradient. Default: every row gets one. */
  readonly paddingIndex?: number | undefined;
}

const OPTIONS: OptionNames<GatherOptions> = { axis: true, paddingIndex: true };

/**
 * Looks up rows of a table: `[V, D]` and indices `[...]` give `[..., D]`. With another `axis`, each
 * index selects the elements at that index of the axis, and the axes of the indices replace the
 * axis: `[A, V, D]` and indices `[N]` give `[A, N, D]` along axis 1. The gradient of a row is the
 * sum over its uses. `takeAlong` takes single elements.
 *
 * @throws ArgumentError if the table is not a tensor, the indices are no `Indices`, an index or
 * `paddingIndex` is no row, or an option is unknown.
 * @throws ShapeError if the table has no such axis.
 */
export function gather(table: Tensor, ids: Indices, options: GatherOptions = {}): Tensor {
  requireTensor('gather', 'the table', table);
  requireOptions('gather', options, OPTIONS);
  const { axis: given = 0, paddingIndex } = options;
  const axis = normalizedAxis('gather', table.shape, given);
  const { outer, length: rows, inner: columns } = splitAt(table.shape, axis);
  checkIndices('gather', ids, rows);
  if (paddingIndex !== undefined) {
    requireRange('gather', 'paddingIndex', paddingIndex, { least: 0, below: rows, whole: true });
  }
  const count = ids.data.length;
  const places = outer === 1 ? ids.data : inEach(outer, rows, ids.data);
  return operation([table], table.shape.toSpliced(axis, 1, ...ids.shape), (scope, y) => {
    const { kernels, memory } = scope;
    const placed = scope.copyIn(places);
    kernels
      .of(gatherRowsKernels)
      .gatherRows(scope.at(table), placed, places.length, columns, scope.at(y), false);
    return () => {
      const dy = scope.gradientAt(y);
      const dtable = scope.gradientAt(table);
      for (let o = 0; o < outer; o++) {
        for (const run of runsWithout(paddingIndex, ids.data)) {
          const start = o * count + run.start;
          const from = dy + start * columns * memory.elementBytes;
          kernels
            .of(gatherRowsKernels)
            .scatterAddRows(from, placed + start * BYTES_PER_ID, run.length, columns, dtable);
        }
      }
    };
  });
}

const BYTES_PER_ID = Int32Array.BYTES_PER_ELEMENT;

/** Returns the places of rows in `outer` tables of `rows` rows, one after the other. */
function inEach(outer: number, rows: number, ids: Int32Array): Int32Array {
  const places = new Int32Array(outer * ids.length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < ids.length; i++) places[o * ids.length + i] = o * rows + (ids[i] as number);
  }
  return places;
}

/** Yields the longest runs of `ids` in which `left` does not occur. */
function* runsWithout(
  left: number | undefined,
  ids: Int32Array,
): Generator<{ start: number; length: number }> {
  let start = 0;
  while (start < ids.length) {
    const found = left === undefined ? -1 : ids.indexOf(left, start);
    const end = found < 0 ? ids.length : found;
    if (end > start) yield { start, length: end - start };
    start = end + 1;
  }
}
