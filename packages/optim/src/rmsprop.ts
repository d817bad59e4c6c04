import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate, Scheduled } from './schedules/schedule.js';
import { momentum as momentumTransform } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { RMS_OPTIONS, type ScaleByRMSOptions, scaleByRMS } from './transforms/scale-by-rms.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `rmsprop`. */
export interface RMSpropOptions extends ScaleByRMSOptions {
  /** The learning rate, a number or a schedule. Default: 0.01. */
  readonly learningRate?: LearningRate;
  /**
   * The share of the velocity of the scaled gradient that is kept in each update, a number or a
   * schedule. Default: 0.
   */
  readonly momentum?: Scheduled;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop (Tieleman & Hinton 2012), as PyTorch has it: `v = momentum * v + u`,
 * `p = p - learningRate * v` with the `u` of `scaleByRMS` for the gradient
 * `gradient + weightDecay * p`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function rmsprop(options?: RMSpropOptions): Chain {
  const {
    learningRate = 0.01,
    momentum = 0,
    weightDecay = 0,
    ...scaling
  } = optionsOf('rmsprop', options, {
    learningRate: true,
    momentum: true,
    weightDecay: true,
    ...RMS_OPTIONS,
  });
  return [
    weightDecayUnlessZero(weightDecay),
    scaleByRMS(scaling),
    momentum === 0 ? [] : momentumTransform(momentum),
    scaleByLearningRate(learningRate),
  ];
}
