import { softmaxKernels } from '../kernels/rows/softmax.js';
import type { Tensor } from '../tensor/tensor.js';
import { softmaxAlong } from './softmax-along.js';

/**
 * `y_j = exp(x_j) / Σ_k exp(x_k)` over an axis, the last if none is given, without overflow. The gradient is
 * `dx_j = y_j (dy_j - Σ_k dy_k y_k)`.
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  return softmaxAlong(softmaxKernels, x, axis);
}
