import { COUNT, NOT_NEGATIVE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type LearningRate, type Schedule, scheduleOf } from './schedule.js';

/** Options of `warmup`. */
export interface WarmupOptions {
  /** Number of steps of the rise. Required. */
  readonly steps: number;
  /**
   * The factor of the learning rate in step 0. Default: `1 / (steps + 1)`, so that no step has a
   * learning rate of 0.
   */
  readonly startFactor?: number;
}

/**
 * A linear rise before any learning rate, whose own step 0 follows the rise (Goyal et al. 2017,
 * arXiv:1706.02677):
 *
 * ```
 * step < steps:       learningRate(0) * (startFactor + (1 - startFactor) * step / steps)
 * after that:         learningRate(step - steps)
 * ```
 *
 * @throws ArgumentError unless `steps` is a whole number of at least 0 and `startFactor` at least 0.
 */
export function warmup(learningRate: LearningRate, options: WarmupOptions): Schedule {
  const { steps, startFactor = 1 / (steps + 1) } = optionsOf('warmup', options, {
    steps: true,
    startFactor: true,
  });
  requireNumber('warmup', 'steps', steps, COUNT);
  requireNumber('warmup', 'startFactor', startFactor, NOT_NEGATIVE);
  const after = scheduleOf('warmup', learningRate);
  return (step) =>
    step < steps ? after(0) * (startFactor + ((1 - startFactor) * step) / steps) : after(step - steps);
}
