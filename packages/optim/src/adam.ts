import type { LearningRate } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `adam`. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty, whose gradient is scaled with the rest; see `adamw` for the other kind. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980): `p = p - learningRate * u` with the `u` of `scaleByAdam`, whose gradient is
 * `gradient + weightDecay * p`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function adam({ learningRate = 1e-3, weightDecay = 0, ...scaling }: AdamOptions = {}): Chain {
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByAdam(scaling),
    scaleByLearningRate(learningRate),
  ];
}
