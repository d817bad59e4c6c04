import { isInRange, type Range, requireRange } from '@tbptt/core/operation';

/** A number for each step, the first of which is step 0: a pure function, so that a run can be resumed anywhere. */
export type Schedule = (step: number) => number;

/** A schedule that depends on more than the step, as `ReduceOnPlateau` does on what it observed. */
export interface StatefulSchedule {
  /** The number of this step. */
  at(step: number): number;
}

/** A number, or a number for each step: what a momentum, a beta or a decay may be. */
export type Scheduled = number | Schedule | StatefulSchedule;

/** A learning rate: a number, or a number for each step. */
export type LearningRate = Scheduled;

/** What a value is called in messages, and which numbers are valid. */
export interface ScheduledOption extends Range {
  readonly option?: string;
}

/**
 * The schedule of a value, with its numbers checked: an `ArgumentError` at once for a number, at the step for a schedule, unless it is in
 * range. `operation` is named in it; the option is `the learning rate`, of at least 0, unless told otherwise.
 */
export function scheduleOf(
  operation: string,
  value: Scheduled,
  { option = 'the learning rate', ...range }: ScheduledOption = { least: 0 },
): Schedule {
  if (typeof value === 'number') {
    requireRange(operation, option, value, range);
    return () => value;
  }
  const at: Schedule = typeof value === 'function' ? value : (step) => value.at(step);
  return (step) => {
    const number = at(step);
    if (!isInRange(number, range)) requireRange(operation, `${option} of step ${step}`, number, range);
    return number;
  };
}
