import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/**
 * `initial * factor(step)`: PyTorch's `LambdaLR`. A learning rate may be any function of the step; this keeps what it starts from apart.
 *
 * Throws `ArgumentError` unless `initial` is at least 0.
 */
export function lambda(initial: number, factor: (step: number) => number): Schedule {
  requireRange('lambda', 'initial', initial, { least: 0 });
  return (step) => initial * factor(step);
}
