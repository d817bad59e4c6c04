import { requireOptions } from '../arguments.js';
import { mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import { WEIGHTED_LOSS_OPTIONS, type WeightedLossOptions } from './weighted.js';

const squaredError = equation(
  'meanSquaredError',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const error = sub(prediction, target);
    return { loss: mul(error, error) };
  },
);

/**
 * Computes `(prediction - target)²`, averaged over all elements of two tensors of the same shape.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  options: WeightedLossOptions = {},
): Tensor {
  requireOptions('meanSquaredError', options, WEIGHTED_LOSS_OPTIONS);
  return elementLoss(squaredError, prediction, target, {}, options.reduction, options.weight);
}
