import { NOT_NEGATIVE, type OptionNames, requireOptions, requireSingle } from '../arguments.js';
import { abs, div, min, mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { WeightedLossOptions } from './weighted.js';

const definition = equation(
  'smoothL1Loss',
  { arrays: ['prediction', 'target'], uniforms: ['beta'] },
  ({ prediction, target, beta }) => {
    const error = abs(sub(prediction, target));
    const near = min(error, beta);
    return { loss: mul(div(near, beta), sub(error, mul(0.5, near))) };
  },
);

const absolute = equation('smoothL1Loss', { arrays: ['prediction', 'target'] }, ({ prediction, target }) => ({
  loss: abs(sub(prediction, target)),
}));

/** Options of `smoothL1Loss`. */
export interface SmoothL1LossOptions extends WeightedLossOptions {
  /** The error beyond which the loss grows linearly, at least 0. Default: 1. */
  readonly beta?: number;
}

const OPTIONS: OptionNames<SmoothL1LossOptions> = { reduction: true, weight: true, beta: true };

/**
 * Computes `e²/(2 beta)` for errors `e = |prediction - target|` of at most `beta`, and `e - beta/2`
 * for larger ones, averaged over all elements of two tensors of the same shape (Girshick 2015,
 * arXiv:1504.08083). It is `huberLoss` with `delta = beta`, divided by `beta`. With a `beta` of 0
 * it is `l1Loss`.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function smoothL1Loss(prediction: Tensor, target: Tensor, options: SmoothL1LossOptions = {}): Tensor {
  requireOptions('smoothL1Loss', options, OPTIONS);
  const { beta = 1, reduction, weight } = options;
  requireSingle('smoothL1Loss', 'beta', beta, NOT_NEGATIVE);
  // Without a square part the formula would divide 0 by 0. A smaller beta is 0 in a kernel.
  if (Math.fround(beta) === 0) return elementLoss(absolute, prediction, target, {}, reduction, weight);
  return elementLoss(definition, prediction, target, { beta }, reduction, weight);
}
