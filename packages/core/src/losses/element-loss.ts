import type { Equation } from '../equation/equation.js';
import { applyInOrder } from '../ops/apply.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Reduction, reduce } from './reduction.js';

/**
 * Returns the reduced losses of pairs of elements by an equation, whose name is that of the loss.
 * Gradients flow to both operands.
 *
 * @throws ArgumentError if an operand is not a tensor, or the reduction is unknown.
 * @throws ShapeError if the shapes differ.
 */
export function elementLoss<U extends string>(
  equation: Equation<'prediction' | 'target', U, 'loss'>,
  prediction: Tensor,
  target: Tensor,
  uniforms: Readonly<Record<U, number>>,
  reduction: Reduction | undefined,
): Tensor {
  requireTensor(equation.name, 'the prediction', prediction);
  requireTensor(equation.name, 'the target', target);
  requireSameShape(equation.name, 'prediction', prediction.shape, 'target', target.shape);
  const values = equation.uniforms.map((name) => uniforms[name]);
  const [loss] = applyInOrder(equation, [prediction, target], values);
  return reduce(equation.name, loss as Tensor, reduction);
}
