import type { Equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Reduction, reduce } from './reduction.js';

/** The losses of pairs of elements, by an equation that bears the name of the loss, reduced. Both operands may have gradients. */
export function elementLoss<U extends string>(
  equation: Equation<'prediction' | 'target', U, 'loss'>,
  prediction: Tensor,
  target: Tensor,
  uniforms: Readonly<Record<U, number>>,
  reduction: Reduction | undefined,
): Tensor {
  requireSameShape(equation.name, 'prediction', prediction.shape, 'target', target.shape);
  return reduce(equation.name, applyEquation(equation, { prediction, target }, uniforms).loss, reduction);
}
