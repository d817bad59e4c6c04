import { operation } from '../autodiff/operation.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { normalizedAxis, type Shape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { multiply } from './arithmetic.js';

/** The sum over one axis, which disappears; over all elements if no axis is given. The gradient is spread back evenly. */
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

/** The mean over one axis, which disappears; over all elements if no axis is given. */
export function mean(x: Tensor, axis?: number): Tensor {
  const { length } = reduction('mean', x, axis);
  return multiply(sum(x, axis), 1 / length);
}

function reduction(name: string, x: Tensor, axis: number | undefined) {
  if (axis === undefined) return { outer: 1, length: x.size, inner: 1, shape: [] as Shape };
  const normalized = normalizedAxis(name, x.shape, axis);
  return { ...splitAt(x.shape, normalized), shape: x.shape.toSpliced(normalized, 1) };
}
