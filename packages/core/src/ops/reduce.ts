import { operation } from '../autodiff/operation.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, type Shape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { multiply } from './arithmetic.js';

/**
 * Sums over an axis, which is removed. Each element gets the gradient of the sum it is part of.
 *
 * @param axis Default: all axes.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function sum(x: Tensor, axis?: number): Tensor {
  const { outer, length, inner, shape } = reduction('sum', x, axis);
  return operation([x], shape, (scope, y) => {
    scope.kernels.of(sumAxisKernels).sumAxis(scope.at(x), outer, length, inner, scope.at(y), false);
    return () => {
      scope.kernels
        .of(spreadAxisKernels)
        .spreadAxis(scope.gradientAt(y), outer, length, inner, 1, scope.gradientAt(x), true);
    };
  });
}

/**
 * Takes the mean over an axis, which is removed. The mean of no elements is NaN.
 *
 * @param axis Default: all axes.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function mean(x: Tensor, axis?: number): Tensor {
  const { length } = reduction('mean', x, axis);
  return multiply(sum(x, axis), 1 / length);
}

function reduction(name: string, x: Tensor, axis: number | undefined) {
  requireTensor(name, 'x', x);
  if (axis === undefined) return { outer: 1, length: x.size, inner: 1, shape: [] as Shape };
  const normalized = normalizedAxis(name, x.shape, axis);
  return { ...splitAt(x.shape, normalized), shape: x.shape.toSpliced(normalized, 1) };
}
