import { requireRange } from '@tbptt/core/operation';
import { type LearningRate, type Schedule, scheduleOf } from './schedule.js';

/** Options of `warmup`. */
export interface WarmupOptions {
  /** For how many steps. */
  readonly steps: number;
  /** The share of the learning rate at step 0. Default `1 / (steps + 1)`, so that no step is without. */
  readonly startFactor?: number;
}

/**
 * A linear rise before any learning rate, whose own step 0 comes after it (Goyal et al. 2017, arXiv:1706.02677):
 *
 * ```
 * step < steps:       learningRate(0) * (startFactor + (1 - startFactor) * step / steps)
 * from there on:      learningRate(step - steps)
 * ```
 *
 * Throws `ArgumentError` unless `steps` is a whole number of at least 0 and `startFactor` at least 0.
 */
export function warmup(
  learningRate: LearningRate,
  { steps, startFactor = 1 / (steps + 1) }: WarmupOptions,
): Schedule {
  requireRange('warmup', 'steps', steps, { least: 0, whole: true });
  requireRange('warmup', 'startFactor', startFactor, { least: 0 });
  const after = scheduleOf('warmup', learningRate);
  return (step) =>
    step < steps ? after(0) * (startFactor + ((1 - startFactor) * step) / steps) : after(step - steps);
}
