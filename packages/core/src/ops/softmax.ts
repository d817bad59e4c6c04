import { softmaxKernels } from '../kernels/rows/softmax.js';
import { softmaxOfColumnsKernels } from '../kernels/rows/softmax-of-columns.js';
import type { Tensor } from '../tensor/tensor.js';
import { softmaxAlong } from './softmax-along.js';

/**
 * Computes `y_j = exp(x_j) / Σ_k exp(x_k)` over an axis, without overflow. The gradient is
 * `dx_j = y_j (dy_j - Σ_k dy_k y_k)`.
 *
 * @param axis Default: the last axis.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  return softmaxAlong(softmaxKernels, softmaxOfColumnsKernels, x, axis);
}
