import { logSoftmaxKernels } from '../kernels/rows/log-softmax.js';
import { logSoftmaxOfColumnsKernels } from '../kernels/rows/log-softmax-of-columns.js';
import type { Tensor } from '../tensor/tensor.js';
import { softmaxAlong } from './softmax-along.js';

/**
 * Computes `y_j = log softmax(x)_j = x_j - log Σ_k exp(x_k)` over an axis. It is finite even if the
 * probability is too small for a number, in which case the logarithm of `softmax` would be
 * -Infinity. The gradient is `dx_j = dy_j - exp(y_j) Σ_k dy_k`.
 *
 * @param axis Default: the last axis.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return softmaxAlong(logSoftmaxKernels, logSoftmaxOfColumnsKernels, x, axis);
}
