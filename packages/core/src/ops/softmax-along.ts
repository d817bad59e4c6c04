import { operation } from '../autodiff/operation.js';
import type { KernelFamily } from '../kernels/kernel-family.js';
import type { OfColumnsKernels } from '../kernels/rows/of-columns.js';
import type { OfRowsKernels } from '../kernels/rows/of-rows.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Computes softmax or its logarithm over any axis, by a function of rows for the last axis and by a
 * function of columns for others.
 */
export function softmaxAlong(
  ofRows: KernelFamily<OfRowsKernels>,
  ofColumns: KernelFamily<OfColumnsKernels>,
  x: Tensor,
  axis: number,
): Tensor {
  const { name } = ofRows;
  requireTensor(name, 'x', x);
  const { outer, length, inner } = splitAt(x.shape, normalizedAxis(name, x.shape, axis));
  if (inner === 1) return alongRows(ofRows, x, outer, length);
  return operation([x], x.shape, (scope, y) => {
    const { forward, backward } = scope.kernels.of(ofColumns);
    forward(scope.at(x), outer, length, inner, inner, scope.at(y));
    return () => {
      const [dy, dx] = [scope.gradientAt(y), scope.gradientAt(x)];
      backward(scope.at(y), dy, outer, length, inner, inner, dx);
    };
  });
}

/** Computes a function of rows, of a tensor that is `rows` rows of `columns` elements. */
export function alongRows(
  family: KernelFamily<OfRowsKernels>,
  x: Tensor,
  rows: number,
  columns: number,
): Tensor {
  return operation([x], x.shape, (scope, y) => {
    const { forward, backward } = scope.kernels.of(family);
    forward(scope.at(x), rows, columns, scope.at(y));
    return () => backward(scope.at(y), scope.gradientAt(y), rows, columns, scope.gradientAt(x));
  });
}
