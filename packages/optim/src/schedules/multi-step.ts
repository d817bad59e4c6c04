import { requireRange } from '@tbptt/core/operation';
import { reached, requireMilestones } from './milestones.js';
import type { Schedule } from './schedule.js';

/** Options of `multiStep`. */
export interface MultiStepOptions {
  /** The steps at which the learning rate changes, in ascending order. */
  readonly milestones: readonly number[];
  /** What the learning rate is multiplied by at each. Default 0.1. */
  readonly factor?: number;
}

/**
 * `initial * factor ^ k`, where `k` is the number of milestones that the step has reached: PyTorch's `MultiStepLR`.
 *
 * Throws `ArgumentError` unless `initial` and `factor` are at least 0 and the milestones are whole numbers in ascending order.
 */
export function multiStep(initial: number, { milestones, factor = 0.1 }: MultiStepOptions): Schedule {
  requireRange('multiStep', 'initial', initial, { least: 0 });
  requireRange('multiStep', 'factor', factor, { least: 0 });
  requireMilestones('multiStep', milestones);
  return (step) => initial * factor ** reached(milestones, step);
}
