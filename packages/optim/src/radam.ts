import type { Chain } from './chain.js';
import { optionsOf, requireFlag } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { RADAM_OPTIONS, type ScaleByRAdamOptions, scaleByRAdam } from './transforms/scale-by-radam.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `radam`. */
export interface RAdamOptions extends ScaleByRAdamOptions {
  /** The learning rate, a number or a schedule. Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty, or of the decoupled weight decay. Default: 0. */
  readonly weightDecay?: number;
  /** Whether weight decay is decoupled from the scaling of the gradient, as in `adamw`. Default: false. */
  readonly decoupledWeightDecay?: boolean;
}

/**
 * RAdam (Liu et al. 2020, arXiv:1908.03265): `p = p - learningRate * u` with the `u` of
 * `scaleByRAdam` for the gradient `gradient + weightDecay * p`. Decoupled,
 * `p = p - learningRate * (u + weightDecay * p)`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function radam(options?: RAdamOptions): Chain {
  const {
    learningRate = 1e-3,
    weightDecay = 0,
    decoupledWeightDecay = false,
    ...scaling
  } = optionsOf('radam', options, {
    learningRate: true,
    weightDecay: true,
    decoupledWeightDecay: true,
    ...RADAM_OPTIONS,
  });
  requireFlag('radam', 'decoupledWeightDecay', decoupledWeightDecay);
  const decay = weightDecayUnlessZero(weightDecay);
  return [
    decoupledWeightDecay ? [] : decay,
    scaleByRAdam(scaling),
    decoupledWeightDecay ? decay : [],
    scaleByLearningRate(learningRate),
  ];
}
