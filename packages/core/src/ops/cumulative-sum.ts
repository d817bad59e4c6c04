import { operation } from '../autodiff/operation.js';
import { runningSumsKernels } from '../kernels/rows/running-sums.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Computes `y_i = Σ_{j <= i} x_j` along an axis, with sums in double precision. The gradient is the
 * sum in the other direction, `dx_i = Σ_{j >= i} dy_j`.
 *
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function cumulativeSum(x: Tensor, axis: number): Tensor {
  requireTensor('cumulativeSum', 'x', x);
  const { outer, length, inner } = splitAt(x.shape, normalizedAxis('cumulativeSum', x.shape, axis));
  return operation([x], x.shape, (scope, y) => {
    const { runningSums } = scope.kernels.of(runningSumsKernels);
    runningSums(scope.at(x), outer, length, inner, false, scope.at(y), false);
    return () => runningSums(scope.gradientAt(y), outer, length, inner, true, scope.gradientAt(x), true);
  });
}
