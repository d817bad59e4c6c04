import { NOT_NEGATIVE } from '@tbptt/core/operation';
import { requireFunction, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/**
 * `initial * factor(step)`: PyTorch's `LambdaLR`. Any function of the step is a learning rate; this
 * one separates the initial learning rate from its course.
 *
 * @throws ArgumentError unless `initial` is at least 0 and `factor` a function.
 */
export function lambda(initial: number, factor: (step: number) => number): Schedule {
  requireNumber('lambda', 'initial', initial, NOT_NEGATIVE);
  requireFunction('lambda', 'factor', factor, '(step) => 0.9 ** step');
  return (step) => initial * factor(step);
}
