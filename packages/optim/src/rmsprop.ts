import type { LearningRate, Scheduled } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { momentum as momentumTransform } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { type ScaleByRMSOptions, scaleByRMS } from './transforms/scale-by-rms.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `rmsprop`. */
export interface RMSpropOptions extends ScaleByRMSOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate;
  /** How much of the velocity of the scaled gradient stays at each step, a number or a schedule. Default 0. */
  readonly momentum?: Scheduled;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop (Tieleman & Hinton 2012), as PyTorch has it: the gradient of the loss and of the L2 penalty is scaled by `scaleByRMS`, then enters the velocity
 * `v = momentum * v + u`, and the learning rate comes last: `p = p - learningRate * v`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function rmsprop({
  learningRate = 0.01,
  momentum = 0,
  weightDecay = 0,
  ...scaling
}: RMSpropOptions = {}): Chain {
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByRMS(scaling),
    momentum === 0 ? [] : momentumTransform(momentum),
    scaleByLearningRate(learningRate),
  ];
}
