import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../tensor/errors.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * `y_j = exp(x_j) / Σ_k exp(x_k)` over the last axis, without overflow. The gradient is `dx_j = y_j (dy_j - Σ_k dy_k y_k)`.
 */
export function softmax(x: Tensor): Tensor {
  const columns = x.shape.at(-1);
  if (columns === undefined) {
    throw new ShapeError(
      'softmax',
      `${formatShape(x.shape)} has no axis to run over; it must have at least one.`,
    );
  }
  const rows = columns === 0 ? 0 : x.size / columns;
  return operation([x], x.shape, (scope, y) => {
    scope.kernels.softmax(x.address, rows, columns, y.address);
    return () => {
      const dy = scope.gradientAt(y);
      scope.kernels.softmaxGradient(y.address, dy, rows, columns, scope.gradientAt(x));
    };
  });
}
