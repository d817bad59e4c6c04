import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import { ADAMAX_OPTIONS, type ScaleByAdamaxOptions, scaleByAdamax } from './transforms/scale-by-adamax.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `adamax`. */
export interface AdamaxOptions extends ScaleByAdamaxOptions {
  /** The learning rate, a number or a schedule. Default: 2e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adamax (Kingma & Ba 2015, arXiv:1412.6980): `p = p - learningRate * u` with the `u` of
 * `scaleByAdamax` for the gradient `gradient + weightDecay * p`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function adamax(options?: AdamaxOptions): Chain {
  const {
    learningRate = 2e-3,
    weightDecay = 0,
    ...scaling
  } = optionsOf('adamax', options, { learningRate: true, weightDecay: true, ...ADAMAX_OPTIONS });
  return [weightDecayUnlessZero(weightDecay), scaleByAdamax(scaling), scaleByLearningRate(learningRate)];
}
