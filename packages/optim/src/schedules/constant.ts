import { type Schedule, scheduleOf } from './schedule.js';

/**
 * `value` at every step: what a plain number as the learning rate means.
 *
 * Throws `ArgumentError` unless the value is finite and at least 0.
 */
export function constant(value: number): Schedule {
  return scheduleOf('constant', value);
}
