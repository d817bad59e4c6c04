import type { LearningRate } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { type ScaleByRAdamOptions, scaleByRAdam } from './transforms/scale-by-radam.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `radam`. */
export interface RAdamOptions extends ScaleByRAdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
  /** Whether the weights decay by themselves, as in `adamw`, instead of through the gradient. Default false. */
  readonly decoupledWeightDecay?: boolean;
}

/**
 * RAdam (Liu et al. 2020, arXiv:1908.03265): `p = p - learningRate * u` with the `u` of `scaleByRAdam`, whose
 * gradient is `gradient + weightDecay * p`; decoupled, `p = p - learningRate * (u + weightDecay * p)`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function radam({
  learningRate = 1e-3,
  weightDecay = 0,
  decoupledWeightDecay = false,
  ...scaling
}: RAdamOptions = {}): Chain {
  const decay = weightDecay === 0 ? [] : [weightDecayTransform(weightDecay)];
  return [
    decoupledWeightDecay ? [] : decay,
    scaleByRAdam(scaling),
    decoupledWeightDecay ? decay : [],
    scaleByLearningRate(learningRate),
  ];
}
