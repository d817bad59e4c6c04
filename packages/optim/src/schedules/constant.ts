import { NOT_NEGATIVE } from '@tbptt/core/operation';
import { requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/**
 * `value` in every step: the schedule of a plain number.
 *
 * @throws ArgumentError unless the value is finite and at least 0.
 */
export function constant(value: number): Schedule {
  requireNumber('constant', 'the learning rate', value, NOT_NEGATIVE);
  return () => value;
}
