import { operation } from '../autodiff/operation.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, type Shape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Sums over an axis, which is removed. Each element gets the gradient of the sum it is part of.
 *
 * @param axis Default: all axes.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function sum(x: Tensor, axis?: number): Tensor {
  return scaledSum(x, reduction('sum', x, axis), 1);
}

/**
 * Takes the mean over an axis, which is removed. The mean of no elements is NaN.
 *
 * @param axis Default: all axes.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function mean(x: Tensor, axis?: number): Tensor {
  const parts = reduction('mean', x, axis);
  return scaledSum(x, parts, 1 / parts.length);
}

/** The sums over an axis, times `scale`. */
function scaledSum(x: Tensor, { outer, length, inner, shape }: Reduction, scale: number): Tensor {
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

/** An array as `outer` times `length` times `inner` elements, of which the middle axis goes. */
interface Reduction {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** The shape of the result. */
  readonly shape: Shape;
}

function reduction(name: string, x: Tensor, axis: number | undefined): Reduction {
  requireTensor(name, 'x', x);
  if (axis === undefined) return { outer: 1, length: x.size, inner: 1, shape: [] };
  const normalized = normalizedAxis(name, x.shape, axis);
  return { ...splitAt(x.shape, normalized), shape: x.shape.toSpliced(normalized, 1) };
}
