import { type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { abs, min, mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { WeightedLossOptions } from './weighted.js';

const definition = equation(
  'huberLoss',
  { arrays: ['prediction', 'target'], uniforms: ['delta'] },
  ({ prediction, target, delta }) => {
    const error = abs(sub(prediction, target));
    const near = min(error, delta);
    return { loss: mul(near, sub(error, mul(0.5, near))) };
  },
);

/** Options of `huberLoss`. */
export interface HuberLossOptions extends WeightedLossOptions {
  /** The error beyond which the loss grows linearly, greater than 0. Default: 1. */
  readonly delta?: number;
}

const OPTIONS: OptionNames<HuberLossOptions> = { reduction: true, weight: true, delta: true };

/**
 * Computes `e²/2` for errors `e = |prediction - target|` of at most `delta`, and
 * `delta (e - delta/2)` for larger ones, averaged over all elements of two tensors of the same
 * shape (Huber 1964). As one formula: `c (e - c/2)` with `c = min(e, delta)`, which no large error
 * overflows.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function huberLoss(prediction: Tensor, target: Tensor, options: HuberLossOptions = {}): Tensor {
  requireOptions('huberLoss', options, OPTIONS);
  const { delta = 1, reduction, weight } = options;
  requireRange('huberLoss', 'delta', delta, { above: 0, most: Number.POSITIVE_INFINITY });
  return elementLoss(definition, prediction, target, { delta }, reduction, weight);
}
