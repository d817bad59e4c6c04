import { abs, min, mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { LossOptions } from './reduction.js';

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
export interface HuberLossOptions extends LossOptions {
  /** The error from which on the loss grows linearly, above 0; 1 if not given. */
  readonly delta?: number;
}

/**
 * `e²/2` for errors `e = |prediction - target|` up to `delta`, `delta (e - delta/2)` from there on, averaged over all elements; both of one shape
 * (Huber 1964). As one formula: `c (e - c/2)` with `c = min(e, delta)`, which no large error overflows.
 */
export function huberLoss(
  prediction: Tensor,
  target: Tensor,
  { delta = 1, reduction }: HuberLossOptions = {},
): Tensor {
  if (!(delta > 0)) throw new ArgumentError('huberLoss', `delta is ${delta}; it must be a number above 0.`);
  return elementLoss(definition, prediction, target, { delta }, reduction);
}
