import { operation, operations } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { standardizeRowsKernels } from '../kernels/rows/standardize-rows.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Normalizes each row to mean 0 and variance 1: `y = (x - mean) / √(variance + eps)`, with the mean
 * and the biased variance over the last axis. The gradient is
 * `dx = (dy - mean(dy) - y mean(dy y)) / √(variance + eps)`.
 *
 * @throws ShapeError if `x` has no axis.
 */
export function standardize(x: Tensor, eps: number): Tensor {
  const columns = x.shape.at(-1);
  if (columns === undefined) {
    throw new ShapeError(
      'standardize',
      `${formatShape(x.shape)} has no axis to run over; it must have at least one.`,
    );
  }
  const rows = columns === 0 ? 0 : x.size / columns;
  return operation([x], x.shape, (scope, y) => {
    const inverses = scope.allocate(rows);
    const kernels = scope.kernels.of(standardizeRowsKernels);
    kernels.standardizeRows(scope.at(x), rows, columns, eps, scope.at(y), inverses);
    return () => {
      const dy = scope.gradientAt(y);
      kernels.standardizeRowsGradient(scope.at(y), inverses, dy, rows, columns, scope.gradientAt(x));
    };
  });
}

/**
 * Returns the mean and the biased variance over the last axis, computed in double precision. The
 * axis must not be empty. No gradient flows through them.
 */
export function momentsOf(x: Tensor): { readonly mean: Tensor; readonly variance: Tensor } {
  const columns = x.shape.at(-1) ?? 1;
  const shape = x.shape.slice(0, -1);
  const [mean, variance] = operations([x], [shape, shape], (scope, [mean, variance]) => {
    const { moments } = scope.kernels.of(standardizeRowsKernels);
    moments(scope.at(x), x.size / columns, columns, scope.at(mean as Tensor), scope.at(variance as Tensor));
    return () => {};
  }) as [Tensor, Tensor];
  return { mean, variance };
}
