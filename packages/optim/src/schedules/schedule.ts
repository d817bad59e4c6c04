import { requireRange } from '../require-range.js';

/** The learning rate of each step, the first of which is step 0: a pure function, so that a run can be resumed anywhere. */
export type Schedule = (step: number) => number;

/** A number, or a number for each step. */
export type LearningRate = number | Schedule;

/**
 * The schedule of a learning rate, with its values checked: an `ArgumentError` at once for a number, at the step for a schedule, unless it is
 * finite and at least 0. `operation` is named in it.
 */
export function scheduleOf(operation: string, learningRate: LearningRate): Schedule {
  if (typeof learningRate === 'number') {
    requireRange(operation, 'the learning rate', learningRate, { least: 0 });
    return () => learningRate;
  }
  return (step) => {
    const rate = learningRate(step);
    if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
      requireRange(operation, `the learning rate of step ${step}`, rate, { least: 0 });
    }
    return rate;
  };
}
