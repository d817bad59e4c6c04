import { requireRange } from '@tbptt/core/operation';
import { type LearningRate, scheduleOf } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { type ScaleByAdagradOptions, scaleByAdagrad } from './transforms/scale-by-adagrad.js';
import { scaleByRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `adagrad`. */
export interface AdagradOptions extends ScaleByAdagradOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate;
  /** Divides the learning rate by `1 + t * learningRateDecay`, where `t` is the number of updates of the parameter before. Default: 0. */
  readonly learningRateDecay?: number;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adagrad (Duchi, Hazan & Singer 2011): `p = p - learningRate / (1 + t * learningRateDecay) * u` with the `u` of
 * `scaleByAdagrad`, whose gradient is `gradient + weightDecay * p`.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function adagrad({
  learningRate = 0.01,
  learningRateDecay = 0,
  weightDecay = 0,
  ...scaling
}: AdagradOptions = {}): Chain {
  requireRange('adagrad', 'learningRateDecay', learningRateDecay, { least: 0 });
  const rate = scheduleOf('adagrad', learningRate);
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByAdagrad(scaling),
    scaleByRate(({ step, updates }) => rate(step) / (1 + updates * learningRateDecay)),
  ];
}
