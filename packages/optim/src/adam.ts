import type { OptionNames } from '@tbptt/core/operation';
import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import { ADAM_OPTIONS, type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `adam`. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** The learning rate, a number or a schedule. Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /**
   * The coefficient of an L2 penalty, whose gradient is scaled too. For decoupled weight decay see
   * `adamw`. Default: 0.
   */
  readonly weightDecay?: number;
}

/** The names of the options of `adam` and `adamw`. */
export const NAMES: OptionNames<AdamOptions> = { learningRate: true, weightDecay: true, ...ADAM_OPTIONS };

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980): `p = p - learningRate * u` with the `u` of
 * `scaleByAdam` for the gradient `gradient + weightDecay * p`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function adam(options?: AdamOptions): Chain {
  const { learningRate = 1e-3, weightDecay = 0, ...scaling } = optionsOf('adam', options, NAMES);
  return [weightDecayUnlessZero(weightDecay), scaleByAdam(scaling), scaleByLearningRate(learningRate)];
}
