import { NAMES } from './adam.js';
import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate } from './schedules/schedule.js';
import { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `adamw`. */
export interface AdamWOptions extends ScaleByAdamOptions {
  /** The learning rate, a number or a schedule. Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /** The coefficient of the decoupled weight decay. Default: 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101):
 * `p = p - learningRate * (u + weightDecay * p)` with the `u` of `scaleByAdam`.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function adamw(options?: AdamWOptions): Chain {
  const { learningRate = 1e-3, weightDecay = 0.01, ...scaling } = optionsOf('adamw', options, NAMES);
  return [scaleByAdam(scaling), weightDecayUnlessZero(weightDecay), scaleByLearningRate(learningRate)];
}
