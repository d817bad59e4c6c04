import { alias, operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, requireShape, type Shape, sameShape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Repeats `x` along axes of length 1, and along new axes in front, until its shape is `shape`. The
 * gradient is the sum over the repetitions.
 *
 * @throws ArgumentError if `x` is not a tensor, or the shape is not a list of whole numbers.
 * @throws ShapeError if `x` does not broadcast to the shape.
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  requireTensor('broadcastTo', 'x', x);
  requireShape('broadcastTo', shape);
  if (sameShape(x.shape, shape)) return x;
  if (!broadcasts(x.shape, shape)) {
    throw new ShapeError(
      'broadcastTo',
      `${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}; only axes of length 1 are repeated.`,
      { from: x.shape, to: shape },
    );
  }
  const padding = Array.from({ length: shape.length - x.shape.length }, () => 1);
  let result = alias(x, [...padding, ...x.shape]);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] as number;
    if (result.shape[axis] !== length) result = spread(result, axis, length);
  }
  return result;
}

function broadcasts(from: Shape, to: Shape): boolean {
  const shift = to.length - from.length;
  return shift >= 0 && from.every((length, axis) => length === 1 || length === to[axis + shift]);
}

function spread(x: Tensor, axis: number, length: number): Tensor {
  const shape = x.shape.with(axis, length);
  const { outer, inner } = splitAt(shape, axis);
  return operation([x], shape, (scope, y) => {
    scope.kernels.of(spreadAxisKernels).spreadAxis(scope.at(x), outer, length, inner, 1, scope.at(y), false);
    return () => {
      scope.kernels
        .of(sumAxisKernels)
        .sumAxis(scope.gradientAt(y), outer, length, inner, scope.gradientAt(x), true);
    };
  });
}
