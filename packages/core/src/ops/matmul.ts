import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { Matrix } from '../kernels/matrix.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { addProductToGradient } from './add-product-to-gradient.js';
import { batchProduct } from './batch-product.js';

/**
 * Computes the matrix product over the last axis of `a` and the first axis of `b`:
 * `[..., K] x [K, N] -> [..., N]`. If `b` has more axes, there is a product for each element of a
 * batch: `[..., M, K] x [..., K, N] -> [..., M, N]`, in which the leading axes broadcast. The
 * gradients are `da = dc bᵀ` and `db = aᵀ dc`.
 *
 * @throws ArgumentError if an operand is not a tensor.
 * @throws ShapeError if `b` has fewer than two axes, the two lengths differ, or the leading axes do
 * not broadcast.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  requireTensor('matmul', 'the second operand', b);
  return b.shape.length > 2 ? batchProduct('matmul', a, b) : product('matmul', a, b);
}

function product(operationName: string, a: Tensor, b: Tensor): Tensor {
  const { m, k, n } = productSizes(operationName, a, b);
  return operation([a, b], withLast(a.shape, n), (scope, c) => {
    const left = new Matrix(scope.at(a), m, k);
    const right = new Matrix(scope.at(b), k, n);
    scope.kernels.multiply(left, right, new Matrix(scope.at(c), m, n), false);
    return () => {
      const dc = new Matrix(scope.gradientAt(c), m, n);
      if (scope.isTracked(a)) addProductToGradient(scope, a, dc, right.transposed);
      if (scope.isTracked(b)) addProductToGradient(scope, b, left.transposed, dc);
    };
  });
}

/**
 * Computes `x w + b` in one operation: `[..., D] x [D, H] + [H] -> [..., H]`.
 *
 * @param b Default: there is no bias.
 * @throws ArgumentError if an operand is not a tensor.
 * @throws ShapeError if `w` has not two axes, or the lengths do not fit.
 */
export function affine(x: Tensor, w: Tensor, b?: Tensor): Tensor {
  if (b === undefined) return product('affine', x, w);
  requireTensor('affine', 'the bias', b);
  const { m, k, n } = productSizes('affine', x, w);
  if (b.shape.length !== 1 || b.shape[0] !== n) {
    throw new ShapeError(
      'affine',
      `the bias is ${formatShape(b.shape)}, but the weight ${formatShape(w.shape)} has ${n} columns; it must be [${n}].`,
      { bias: b.shape, weight: w.shape },
    );
  }
  return operation([x, w, b], withLast(x.shape, n), (scope, y) => {
    const { kernels } = scope;
    const input = new Matrix(scope.at(x), m, k);
    const weight = new Matrix(scope.at(w), k, n);
    kernels.of(spreadAxisKernels).spreadAxis(scope.at(b), 1, m, n, 1, scope.at(y), false);
    kernels.multiply(input, weight, new Matrix(scope.at(y), m, n), true);
    return () => {
      const dy = new Matrix(scope.gradientAt(y), m, n);
      if (scope.isTracked(x)) addProductToGradient(scope, x, dy, weight.transposed);
      if (scope.isTracked(w)) addProductToGradient(scope, w, input.transposed, dy);
      if (scope.isTracked(b))
        kernels.of(sumAxisKernels).sumAxis(dy.address, 1, m, n, scope.gradientAt(b), true);
    };
  });
}

function productSizes(operationName: string, a: Tensor, b: Tensor): { m: number; k: number; n: number } {
  requireTensor(operationName, 'the first operand', a);
  requireTensor(operationName, 'the second operand', b);
  const k = a.shape.at(-1);
  const bRows = b.shape[0];
  const n = b.shape[1];
  if (k === undefined || b.shape.length !== 2 || bRows === undefined || n === undefined) {
    throw new ShapeError(
      operationName,
      `the operands are ${formatShape(a.shape)} and ${formatShape(b.shape)}; the first needs at least one axis, the second exactly two.`,
      { a: a.shape, b: b.shape },
    );
  }
  if (k !== bRows) {
    throw new ShapeError(
      operationName,
      `the last axis of ${formatShape(a.shape)} is ${k}, but the first axis of ${formatShape(b.shape)} is ${bRows}; they must be equal.`,
      { a: a.shape, b: b.shape },
    );
  }
  let m = 1;
  for (let axis = 0; axis < a.shape.length - 1; axis++) m *= a.shape[axis] as number;
  return { m, k, n };
}

/** Returns a shape whose last axis has another length. */
function withLast(shape: Shape, length: number): Shape {
  return shape.length === 2 ? [shape[0] as number, length] : [...shape.slice(0, -1), length];
}
