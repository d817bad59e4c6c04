import type { LearningRate } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { type ScaleByNAdamOptions, scaleByNAdam } from './transforms/scale-by-nadam.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `nadam`. */
export interface NAdamOptions extends ScaleByNAdamOptions {
  /** Default 2e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
  /** Whether the weights decay by themselves, as in `adamw`, instead of through the gradient. Default false. */
  readonly decoupledWeightDecay?: boolean;
}

/**
 * NAdam (Dozat 2016, "Incorporating Nesterov Momentum into Adam"): `p = p - learningRate * u` with the `u` of `scaleByNAdam`, whose
 * gradient is `gradient + weightDecay * p`; decoupled, `p = p - learningRate * (u + weightDecay * p)`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function nadam({
  learningRate = 2e-3,
  weightDecay = 0,
  decoupledWeightDecay = false,
  ...scaling
}: NAdamOptions = {}): Chain {
  const decay = weightDecay === 0 ? [] : [weightDecayTransform(weightDecay)];
  return [
    decoupledWeightDecay ? [] : decay,
    scaleByNAdam(scaling),
    decoupledWeightDecay ? decay : [],
    scaleByLearningRate(learningRate),
  ];
}
