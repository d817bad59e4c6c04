import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../tensor/errors.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Rows of a table by their numbers: `[V, D]` and indices `[...]` give `[..., D]`. The gradient of a row is the sum over its uses.
 */
export function gather(table: Tensor, ids: Indices): Tensor {
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
    const placed = scope.copyIn(ids.data);
    scope.kernels.gatherRows(table.address, placed, count, columns, y.address, false);
    return () => {
      scope.kernels.scatterAddRows(scope.gradientAt(y), placed, count, columns, scope.gradientAt(table));
    };
  });
}
