import { requireOptions } from '../arguments.js';
import { abs, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import { WEIGHTED_LOSS_OPTIONS, type WeightedLossOptions } from './weighted.js';

const absoluteError = equation('l1Loss', { arrays: ['prediction', 'target'] }, ({ prediction, target }) => ({
  loss: abs(sub(prediction, target)),
}));

/**
 * Computes `|prediction - target|`, averaged over all elements of two tensors of the same shape.
 * The gradient of equal elements is 0.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function l1Loss(prediction: Tensor, target: Tensor, options: WeightedLossOptions = {}): Tensor {
  requireOptions('l1Loss', options, WEIGHTED_LOSS_OPTIONS);
  return elementLoss(absoluteError, prediction, target, {}, options.reduction, options.weight);
}
