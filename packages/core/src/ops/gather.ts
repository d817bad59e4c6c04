import { type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { gatherRowsKernels } from '../kernels/rows/gather-rows.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Options of `gather`. */
export interface GatherOptions {
  /** A row that means "none" and gets no gradient. Default: every row gets one. */
  readonly paddingIndex?: number | undefined;
}

const OPTIONS: OptionNames<GatherOptions> = { paddingIndex: true };

/**
 * Looks up rows of a table: `[V, D]` and indices `[...]` give `[..., D]`. The gradient of a row is
 * the sum over its uses.
 *
 * @throws ArgumentError if the table is not a tensor, the indices are no `Indices`, an index or
 * `paddingIndex` is no row, or an option is unknown.
 * @throws ShapeError if the table has not two axes.
 */
export function gather(table: Tensor, ids: Indices, options: GatherOptions = {}): Tensor {
  requireTensor('gather', 'the table', table);
  requireOptions('gather', options, OPTIONS);
  const { paddingIndex } = options;
  const [rows, columns] = table.shape;
  if (table.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(
      'gather',
      `the table is ${formatShape(table.shape)}; it must have two axes, [rows, columns].`,
      { table: table.shape },
    );
  }
  checkIndices('gather', ids, rows);
  if (paddingIndex !== undefined) {
    requireRange('gather', 'paddingIndex', paddingIndex, { least: 0, below: rows, whole: true });
  }
  const count = ids.data.length;
  return operation([table], [...ids.shape, columns], (scope, y) => {
    const { kernels, memory } = scope;
    const placed = scope.copyIn(ids.data);
    kernels.of(gatherRowsKernels).gatherRows(scope.at(table), placed, count, columns, scope.at(y), false);
    return () => {
      const dy = scope.gradientAt(y);
      const dtable = scope.gradientAt(table);
      for (const { start, length } of runsWithout(paddingIndex, ids.data)) {
        const from = dy + start * columns * memory.elementBytes;
        kernels
          .of(gatherRowsKernels)
          .scatterAddRows(from, placed + start * BYTES_PER_ID, length, columns, dtable);
      }
    };
  });
}

const BYTES_PER_ID = Int32Array.BYTES_PER_ELEMENT;

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
