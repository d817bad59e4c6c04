import { NOT_NEGATIVE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { milestonesReached, requireMilestones } from './milestones.js';
import type { Schedule } from './schedule.js';

/** Options of `multiStep`. */
export interface MultiStepOptions {
  /** The steps at which the learning rate changes, in ascending order. Required. */
  readonly milestones: readonly number[];
  /** The factor of the learning rate at each milestone. Default: 0.1. */
  readonly factor?: number;
}

/**
 * `initial * factor ^ k`, where `k` is the number of milestones that the step has reached:
 * PyTorch's `MultiStepLR`.
 *
 * @throws ArgumentError unless `initial` and `factor` are at least 0 and the milestones are whole
 * numbers in ascending order.
 */
export function multiStep(initial: number, options: MultiStepOptions): Schedule {
  const { milestones, factor = 0.1 } = optionsOf('multiStep', options, { milestones: true, factor: true });
  requireNumber('multiStep', 'initial', initial, NOT_NEGATIVE);
  requireNumber('multiStep', 'factor', factor, NOT_NEGATIVE);
  requireMilestones('multiStep', milestones);
  const steps = [...milestones];
  return (step) => initial * factor ** milestonesReached(steps, step);
}
