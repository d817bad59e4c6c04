import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { Matrix } from '../kernels/matrix.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { addProductToGradient } from './add-product-to-gradient.js';

/**
 * Computes `a bᵀ`, the products of every row of `a` with every row of `b`:
 * `[..., K] x [N, K] -> [..., N]`. Nothing is transposed in memory. The gradients are `da = dc b`
 * and `db = dcᵀ a`.
 *
 * @throws ArgumentError if an operand is not a tensor.
 * @throws ShapeError if `b` has not two axes, or the last axes differ.
 */
export function matmulTransposed(a: Tensor, b: Tensor): Tensor {
  requireTensor('matmulTransposed', 'a', a);
  requireTensor('matmulTransposed', 'b', b);
  const k = a.shape.at(-1);
  const [n, bColumns] = b.shape;
  if (k === undefined || b.shape.length !== 2 || n === undefined || bColumns === undefined) {
    throw new ShapeError(
      'matmulTransposed',
      `the operands are ${formatShape(a.shape)} and ${formatShape(b.shape)}; the first needs at least one axis, the second exactly two.`,
      { a: a.shape, b: b.shape },
    );
  }
  if (k !== bColumns) {
    throw new ShapeError(
      'matmulTransposed',
      `the last axis of ${formatShape(a.shape)} is ${k}, but that of ${formatShape(b.shape)} is ${bColumns}; they must be equal.`,
      { a: a.shape, b: b.shape },
    );
  }
  const m = sizeOf(a.shape.slice(0, -1));
  return operation([a, b], [...a.shape.slice(0, -1), n], (scope, c) => {
    const { kernels } = scope;
    const left = new Matrix(scope.at(a), m, k);
    const right = new Matrix(scope.at(b), n, k);
    kernels.multiply(left, right.transposed, new Matrix(scope.at(c), m, n), false);
    return () => {
      const dc = new Matrix(scope.gradientAt(c), m, n);
      if (scope.isTracked(a)) addProductToGradient(scope, a, dc, right);
      if (scope.isTracked(b)) addProductToGradient(scope, b, dc.transposed, left);
    };
  });
}
