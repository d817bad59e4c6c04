import { operation } from '../autodiff/operation.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Returns the sum of all elements, as a tensor of shape `[]`. */
export function total(x: Tensor): Tensor {
  return scaledSum(x, 1, x.size, 1, [], 1);
}

/** Returns the mean of all elements, as a tensor of shape `[]`. */
export function average(x: Tensor): Tensor {
  return scaledSum(x, 1, x.size, 1, [], 1 / x.size);
}

/**
 * Returns the sums over the middle axis of `outer` times `length` times `inner` elements, times
 * `scale`. The operands have been checked.
 */
export function scaledSum(
  x: Tensor,
  outer: number,
  length: number,
  inner: number,
  shape: Shape,
  scale: number,
): Tensor {
  return operation([x], shape, (scope, y) => {
    const { sumAxis } = scope.kernels.of(sumAxisKernels);
    const { spreadAxis } = scope.kernels.of(spreadAxisKernels);
    const to = scope.at(y);
    sumAxis(scope.at(x), outer, length, inner, to, false);
    if (scale !== 1) spreadAxis(to, 1, 1, outer * inner, scale, to, false);
    return () => {
      spreadAxis(scope.gradientAt(y), outer, length, inner, scale, scope.gradientAt(x), true);
    };
  });
}
