import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import {
  ADADELTA_OPTIONS,
  type ScaleByAdadeltaOptions,
  scaleByAdadelta,
} from './transforms/scale-by-adadelta.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `adadelta`. */
export interface AdadeltaOptions extends ScaleByAdadeltaOptions {
  /** The learning rate, a number or a schedule. Default: 1. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adadelta (Zeiler 2012, arXiv:1212.5701): `p = p - learningRate * u` with the `u` of
 * `scaleByAdadelta` for the gradient `gradient + weightDecay * p`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function adadelta(options?: AdadeltaOptions): Chain {
  const {
    learningRate = 1,
    weightDecay = 0,
    ...scaling
  } = optionsOf('adadelta', options, { learningRate: true, weightDecay: true, ...ADADELTA_OPTIONS });
  return [weightDecayUnlessZero(weightDecay), scaleByAdadelta(scaling), scaleByLearningRate(learningRate)];
}
