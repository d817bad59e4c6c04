import type { LearningRate } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { type ScaleByAdadeltaOptions, scaleByAdadelta } from './transforms/scale-by-adadelta.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `adadelta`. */
export interface AdadeltaOptions extends ScaleByAdadeltaOptions {
  /** Default 1, at which the method needs none. */
  readonly learningRate?: LearningRate;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adadelta (Zeiler 2012, arXiv:1212.5701): `p = p - learningRate * u` with the `u` of `scaleByAdadelta`, whose gradient is
 * `gradient + weightDecay * p`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function adadelta({ learningRate = 1, weightDecay = 0, ...scaling }: AdadeltaOptions = {}): Chain {
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByAdadelta(scaling),
    scaleByLearningRate(learningRate),
  ];
}
