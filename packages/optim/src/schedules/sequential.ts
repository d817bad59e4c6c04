import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { optionsOf } from '../options.js';
import { milestonesReached, requireMilestones } from './milestones.js';
import { type LearningRate, type Schedule, scheduleOf } from './schedule.js';

/** Options of `sequential`. */
export interface SequentialOptions {
  /**
   * The steps at which the next learning rate begins, in ascending order: one fewer than there are
   * learning rates. Required.
   */
  readonly milestones: readonly number[];
}

/**
 * One learning rate after the other, each of which counts its steps from the milestone at which it
 * begins: PyTorch's `SequentialLR`.
 *
 * ```ts
 * sequential([linear(0.1, { steps: 5 }), cosine(0.1, { steps: 95 })], { milestones: [5] });
 * ```
 *
 * @throws ArgumentError unless the milestones are whole numbers in ascending order, one fewer than
 * the learning rates.
 */
export function sequential(learningRates: readonly LearningRate[], options: SequentialOptions): Schedule {
  const { milestones } = optionsOf('sequential', options, { milestones: true });
  requireMilestones('sequential', milestones);
  if (!Array.isArray(learningRates)) {
    throw new ArgumentError(
      'sequential',
      `the learning rates are ${describe(learningRates)}; they must be an array of learning rates.`,
    );
  }
  if (milestones.length !== learningRates.length - 1) {
    throw new ArgumentError(
      'sequential',
      `there are ${learningRates.length} learning rates and ${milestones.length} milestones; ` +
        'there must be a milestone between each learning rate and the next.',
    );
  }
  const steps = [...milestones];
  const schedules = Array.from(learningRates as readonly LearningRate[], (learningRate, index) =>
    scheduleOf('sequential', learningRate, { option: `learning rate ${index}`, least: 0 }),
  );
  return (step) => {
    const index = milestonesReached(steps, step);
    return (schedules[index] as Schedule)(step - (steps[index - 1] ?? 0));
  };
}
