import { operation } from '../autodiff/operation.js';
import { copyRows } from '../ops/copy-rows.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** A result, and the gradient that is to come back to it; both of one shape. */
export interface SeededResult {
  readonly y: Tensor;
  readonly dy: Tensor;
}

/**
 * A loss that brings the gradient `dy` to every result `y`: that of `Σ sum(y dy)`, but 0 itself, so that gradients can also be asked for
 * where results are infinite.
 */
export function seedGradients(results: readonly SeededResult[]): Tensor {
  for (const { y, dy } of results) requireSameShape('seedGradients', 'result', y.shape, 'gradient', dy.shape);
  const inputs = results.flatMap(({ y, dy }) => [y, dy]);
  return operation(inputs, [], (scope, loss) => {
    scope.memory.clear(loss.address, 1);
    return () => {
      for (const { y, dy } of results) {
        if (y.tracked)
          copyRows(scope, 'accumulate', 1, y.size, dy.address, y.size, scope.gradientAt(y), y.size);
      }
    };
  });
}
