import type { Equation } from '../equation/equation.js';
import { applyInOrder } from '../ops/apply.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Reduction } from './reduction.js';
import { counted, reduceWeighted, requireWeight } from './weighted.js';

/**
 * Returns the reduced losses of pairs of elements by an equation, whose name is that of the loss.
 * Gradients flow to both operands.
 *
 * @throws ArgumentError if an operand is not a tensor, or the reduction is unknown.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function elementLoss<U extends string>(
  equation: Equation<'prediction' | 'target', U, 'loss'>,
  prediction: Tensor,
  target: Tensor,
  uniforms: Readonly<Record<U, number>>,
  reduction: Reduction | undefined,
  weight?: Tensor,
): Tensor {
  requireTensor(equation.name, 'the prediction', prediction);
  requireTensor(equation.name, 'the target', target);
  requireSameShape(equation.name, 'prediction', prediction.shape, 'target', target.shape);
  const values = equation.uniforms.map((name) => uniforms[name]);
  if (weight !== undefined) requireWeight(equation.name, weight, prediction);
  const [loss] = applyInOrder(equation, [counted(prediction, weight), counted(target, weight)], values);
  return reduceWeighted(equation.name, loss as Tensor, weight, reduction);
}
