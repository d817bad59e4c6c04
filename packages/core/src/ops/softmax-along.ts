import { operation } from '../autodiff/operation.js';
import type { KernelFamily } from '../kernels/kernel-family.js';
import type { OfRowsKernels } from '../kernels/rows/of-rows.js';
import { transposeKernels } from '../kernels/rows/transpose.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Computes softmax or its logarithm over any axis. The kernels run over the last axis. Another axis
 * is transposed there and back.
 */
export function softmaxAlong(family: KernelFamily<OfRowsKernels>, x: Tensor, axis: number): Tensor {
  requireTensor(family.name, 'x', x);
  const { outer, length, inner } = splitAt(x.shape, normalizedAxis(family.name, x.shape, axis));
  const rows = outer * inner;
  return operation([x], x.shape, (scope, y) => {
    const { forward, backward } = scope.kernels.of(family);
    if (inner === 1) {
      forward(scope.at(x), rows, length, scope.at(y));
      return () => backward(scope.at(y), scope.gradientAt(y), rows, length, scope.gradientAt(x));
    }
    const { transpose } = scope.kernels.of(transposeKernels);
    const there = (from: number): number => {
      const to = scope.allocate(x.size);
      transpose(from, outer, length, inner, to, false);
      return to;
    };
    const along = there(scope.at(x));
    forward(along, rows, length, along);
    transpose(along, outer, inner, length, scope.at(y), false);
    return () => {
      const dAlong = scope.allocateZeros(x.size);
      backward(along, there(scope.gradientAt(y)), rows, length, dAlong);
      transpose(dAlong, outer, inner, length, scope.gradientAt(x), true);
    };
  });
}
