import { abs, div, min, mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import { l1Loss } from './l1-loss.js';
import type { LossOptions } from './reduction.js';

const definition = equation(
  'smoothL1Loss',
  { arrays: ['prediction', 'target'], uniforms: ['beta'] },
  ({ prediction, target, beta }) => {
    const error = abs(sub(prediction, target));
    const near = min(error, beta);
    return { loss: mul(div(near, beta), sub(error, mul(0.5, near))) };
  },
);

/** Options of `smoothL1Loss`. */
export interface SmoothL1LossOptions extends LossOptions {
  /** The error from which on the loss grows linearly, at least 0; 1 if not given. */
  readonly beta?: number;
}

/**
 * `e²/(2 beta)` for errors `e = |prediction - target|` up to `beta`, `e - beta/2` from there on, averaged over all elements; both of one shape
 * (Girshick 2015, arXiv:1504.08083). It is `huberLoss` with `delta = beta`, divided by `beta`, and with a `beta` of 0 it is `l1Loss`.
 */
export function smoothL1Loss(
  prediction: Tensor,
  target: Tensor,
  { beta = 1, reduction = 'mean' }: SmoothL1LossOptions = {},
): Tensor {
  if (!(beta >= 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('smoothL1Loss', `beta is ${beta}; it must be a number of at least 0.`);
  }
  if (beta === 0) return l1Loss(prediction, target, { reduction });
  return elementLoss(definition, prediction, target, { beta }, reduction);
}
