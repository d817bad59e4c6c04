import type { Scope } from '../autodiff/scope.js';
import { Matrix } from '../kernels/matrix.js';
import type { Tensor } from '../tensor/tensor.js';

/** Adds the product `a b`, which has as many elements as the tensor, to its gradient: `dx += a b`. */
export function addProductToGradient(scope: Scope, tensor: Tensor, a: Matrix, b: Matrix): void {
  scope.addToGradient(tensor, (address, accumulate) => {
    scope.kernels.multiply(a, b, new Matrix(address, a.rows, b.columns), accumulate);
  });
}
