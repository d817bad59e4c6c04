import type { Chain } from './chain.js';
import { optionsOf, requireFlag } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { NADAM_OPTIONS, type ScaleByNAdamOptions, scaleByNAdam } from './transforms/scale-by-nadam.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `nadam`. */
export interface NAdamOptions extends ScaleByNAdamOptions {
  /** The learning rate, a number or a schedule. Default: 2e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty, or of the decoupled weight decay. Default: 0. */
  readonly weightDecay?: number;
  /** Whether weight decay is decoupled from the scaling of the gradient, as in `adamw`. Default: false. */
  readonly decoupledWeightDecay?: boolean;
}

/**
 * NAdam (Dozat 2016, "Incorporating Nesterov Momentum into Adam"): `p = p - learningRate * u` with
 * the `u` of `scaleByNAdam` for the gradient `gradient + weightDecay * p`. Decoupled,
 * `p = p - learningRate * (u + weightDecay * p)`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function nadam(options?: NAdamOptions): Chain {
  const {
    learningRate = 2e-3,
    weightDecay = 0,
    decoupledWeightDecay = false,
    ...scaling
  } = optionsOf('nadam', options, {
    learningRate: true,
    weightDecay: true,
    decoupledWeightDecay: true,
    ...NADAM_OPTIONS,
  });
  requireFlag('nadam', 'decoupledWeightDecay', decoupledWeightDecay);
  const decay = weightDecayUnlessZero(weightDecay);
  return [
    decoupledWeightDecay ? [] : decay,
    scaleByNAdam(scaling),
    decoupledWeightDecay ? decay : [],
    scaleByLearningRate(learningRate),
  ];
}
