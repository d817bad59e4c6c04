import type { LearningRate } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { type ScaleByAdamaxOptions, scaleByAdamax } from './transforms/scale-by-adamax.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `adamax`. */
export interface AdamaxOptions extends ScaleByAdamaxOptions {
  /** Default 2e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adamax (Kingma & Ba 2015, arXiv:1412.6980): `p = p - learningRate * u` with the `u` of `scaleByAdamax`, whose gradient is
 * `gradient + weightDecay * p`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function adamax({ learningRate = 2e-3, weightDecay = 0, ...scaling }: AdamaxOptions = {}): Chain {
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByAdamax(scaling),
    scaleByLearningRate(learningRate),
  ];
}
