import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { gatherRowsKernels } from '../kernels/rows/gather-rows.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Options of `gather`. */
export interface GatherOptions {
  /** A row that stands for "none" and gets no gradient; every row gets one if not given. */
  readonly paddingIndex?: number | undefined;
}

/**
 * Rows of a table by their numbers: `[V, D]` and indices `[...]` give `[..., D]`. The gradient of a row is the sum over its uses.
 */
export function gather(table: Tensor, ids: Indices, { paddingIndex }: GatherOptions = {}): Tensor {
  const [rows, columns] = table.shape;
  if (table.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(
      'gather',
      `the table is ${formatShape(table.shape)}; it must have two axes, [rows, columns].`,
    );
  }
  checkIndices('gather', ids, rows);
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

/** The longest runs of `ids` in which `left` does not occur. */
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
