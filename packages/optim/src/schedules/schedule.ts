import { ArgumentError } from '@tbptt/core';
import { describe, NOT_NEGATIVE, type Range } from '@tbptt/core/operation';
import { isNumberIn, requireNumber } from '../options.js';

/**
 * A number for each step of an optimizer, the first of which is step 0. A schedule is a pure
 * function of the step, so a run can be resumed at any step without its history.
 */
export type Schedule = (step: number) => number;

/**
 * A schedule that depends on more than the step, such as `ReduceOnPlateau`, which depends on the
 * metrics it observed.
 */
export interface StatefulSchedule {
  /** Returns the number for this step. */
  at(step: number): number;
}

/** A number or a schedule: the value of a momentum, a beta or a decay. */
export type Scheduled = number | Schedule | StatefulSchedule;

/** A learning rate: a number or a schedule. */
export type LearningRate = Scheduled;

/** The name of a value in messages, and its valid numbers. */
export interface ScheduledOption extends Range {
  readonly option: string;
}

const LEARNING_RATE: ScheduledOption = { option: 'the learning rate', ...NOT_NEGATIVE };

/**
 * Returns the schedule of a value, whose numbers are checked. `operation` is named in the messages.
 * By default the value is a learning rate, of at least 0.
 *
 * @throws ArgumentError if a number is out of range, or infinite in single precision: at once for a
 * constant, in the step for a schedule.
 */
export function scheduleOf(
  operation: string,
  value: Scheduled,
  { option, ...range }: ScheduledOption = LEARNING_RATE,
): Schedule {
  if (typeof value === 'object' && typeof value?.at !== 'function') {
    throw new ArgumentError(
      operation,
      `${option} is ${describe(value)}; it must be a number, a function of the step, or an object with a method at(step).`,
      { [option]: value },
    );
  }
  if (typeof value === 'function' || typeof value === 'object') {
    const at: Schedule = typeof value === 'function' ? value : (step) => value.at(step);
    return (step) => {
      const number = at(step);
      if (!isNumberIn(number, range)) requireNumber(operation, `${option} of step ${step}`, number, range);
      return number;
    };
  }
  requireNumber(operation, option, value, range);
  return () => value;
}
