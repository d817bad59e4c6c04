import { operation } from '../autodiff/operation.js';
import type { Scope } from '../autodiff/scope.js';
import { transposeKernels } from '../kernels/rows/transpose.js';
import { splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyRows } from './copy-rows.js';

/** Returns `x` with its first two axes exchanged: `[A, B, ...]` to `[B, A, ...]`. */
export function swapAxes(x: Tensor): Tensor {
  const [a = 1, b = 1, ...rest] = x.shape;
  const { inner } = splitAt(x.shape, 1);
  return operation([x], [b, a, ...rest], (scope, y) => {
    swap(scope, 'assign', scope.at(x), a, b, inner, scope.at(y));
    return () => swap(scope, 'accumulate', scope.gradientAt(y), b, a, inner, scope.gradientAt(x));
  });
}

/** Computes `y[j, i, :] = x[i, j, :]`, or `+=`. x: `[a, b, inner]`. */
function swap(
  scope: Scope,
  mode: 'assign' | 'accumulate',
  x: number,
  a: number,
  b: number,
  inner: number,
  y: number,
): void {
  if (inner === 1) {
    scope.kernels.of(transposeKernels).transpose(x, 1, a, b, y, mode === 'accumulate');
    return;
  }
  const bytes = inner * scope.memory.elementBytes;
  for (let i = 0; i < a; i++)
    copyRows(scope, mode, b, inner, x + i * b * bytes, inner, y + i * bytes, a * inner);
}
