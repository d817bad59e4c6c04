import { DataError } from '../errors.js';

/** An option of a generated task has a value outside its range. */
export class TaskOptionError extends DataError {
  override readonly name = 'TaskOptionError';

  constructor(
    /** The function that makes the task. */
    readonly task: string,
    readonly option: string,
    readonly value: number,
    /** What the option must be. */
    readonly rule: string,
  ) {
    super(`${task}: ${option} is ${value}; it must be ${rule}.`);
  }
}

/** Throws unless an option is a whole number of at least `least`. */
export function requireCount(task: string, option: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new TaskOptionError(task, option, value, `a whole number of at least ${least}`);
}
