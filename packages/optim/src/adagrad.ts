import { NOT_NEGATIVE } from '@tbptt/core/operation';
import type { Chain } from './chain.js';
import { optionsOf, requireNumber } from './options.js';
import { type LearningRate, scheduleOf } from './schedules/schedule.js';
import {
  ADAGRAD_OPTIONS,
  type ScaleByAdagradOptions,
  scaleByAdagrad,
} from './transforms/scale-by-adagrad.js';
import { scaleByRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `adagrad`. */
export interface AdagradOptions extends ScaleByAdagradOptions {
  /** The learning rate, a number or a schedule. Default: 0.01. */
  readonly learningRate?: LearningRate;
  /**
   * Divides the learning rate by `1 + t * learningRateDecay`, with `t = 0` in the first update of a
   * parameter. Default: 0.
   */
  readonly learningRateDecay?: number;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adagrad (Duchi, Hazan & Singer 2011): `p = p - learningRate / (1 + t * learningRateDecay) * u`
 * with the `u` of `scaleByAdagrad` for the gradient `gradient + weightDecay * p`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function adagrad(options?: AdagradOptions): Chain {
  const {
    learningRate = 0.01,
    learningRateDecay = 0,
    weightDecay = 0,
    ...scaling
  } = optionsOf('adagrad', options, {
    learningRate: true,
    learningRateDecay: true,
    weightDecay: true,
    ...ADAGRAD_OPTIONS,
  });
  requireNumber('adagrad', 'learningRateDecay', learningRateDecay, NOT_NEGATIVE);
  const rate = scheduleOf('adagrad', learningRate);
  return [
    weightDecayUnlessZero(weightDecay),
    scaleByAdagrad(scaling),
    scaleByRate(({ step, updates }) => rate(step) / (1 + updates * learningRateDecay)),
  ];
}
