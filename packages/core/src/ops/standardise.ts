import { operation } from '../autodiff/operation.js';
import { standardiseRowsKernels } from '../kernels/families/standardise-rows.js';
import { ShapeError } from '../tensor/errors.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * `y = (x - mean) / √(variance + eps)` with the moments over the last axis, the variance divided by the count: mean 0 and variance 1 in each
 * row. The gradient is `dx = (dy - mean(dy) - y mean(dy y)) / √(variance + eps)`.
 */
export function standardise(x: Tensor, eps: number): Tensor {
  const columns = x.shape.at(-1);
  if (columns === undefined) {
    throw new ShapeError(
      'standardise',
      `${formatShape(x.shape)} has no axis to run over; it must have at least one.`,
    );
  }
  const rows = columns === 0 ? 0 : x.size / columns;
  return operation([x], x.shape, (scope, y) => {
    const inverses = scope.allocate(rows);
    const kernels = scope.kernels.of(standardiseRowsKernels);
    kernels.standardiseRows(x.address, rows, columns, eps, y.address, inverses);
    return () => {
      const dy = scope.gradientAt(y);
      kernels.standardiseRowsGradient(y.address, inverses, dy, rows, columns, scope.gradientAt(x));
    };
  });
}
