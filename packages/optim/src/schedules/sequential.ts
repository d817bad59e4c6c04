import { ArgumentError } from '@tbptt/core';
import { reached, requireMilestones } from './milestones.js';
import { type LearningRate, type Schedule, scheduleOf } from './schedule.js';

/** Options of `sequential`. */
export interface SequentialOptions {
  /** The steps at which the next learning rate takes over, in ascending order: one fewer than there are learning rates. */
  readonly milestones: readonly number[];
}

/**
 * One learning rate after the other, each counting its steps from the milestone at which it takes over: PyTorch's `SequentialLR`.
 *
 * ```ts
 * sequential([linear(0.1, { steps: 5 }), cosine(0.1, { steps: 95 })], { milestones: [5] });
 * ```
 *
 * Throws `ArgumentError` unless the milestones are whole numbers in ascending order, one fewer than the learning rates.
 */
export function sequential(
  learningRates: readonly LearningRate[],
  { milestones }: SequentialOptions,
): Schedule {
  requireMilestones('sequential', milestones);
  if (milestones.length !== learningRates.length - 1) {
    throw new ArgumentError(
      'sequential',
      `there are ${learningRates.length} learning rates and ${milestones.length} milestones; ` +
        'there must be a milestone between each learning rate and the next.',
    );
  }
  const schedules = learningRates.map((learningRate) => scheduleOf('sequential', learningRate));
  return (step) => {
    const index = reached(milestones, step);
    return (schedules[index] as Schedule)(step - (milestones[index - 1] ?? 0));
  };
}
