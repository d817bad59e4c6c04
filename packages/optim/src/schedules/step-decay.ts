import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** Number of steps between two changes. Required. */
  readonly every: number;
  /** The factor of the learning rate in each change. Default: 0.1. */
  readonly factor?: number;
}

/**
 * `initial * factor ^ floor(step / every)`: PyTorch's `StepLR`.
 *
 * @throws ArgumentError unless `initial` and `factor` are at least 0 and `every` is a whole number
 * of at least 1.
 */
export function stepDecay(initial: number, options: StepDecayOptions): Schedule {
  const { every, factor = 0.1 } = optionsOf('stepDecay', options, { every: true, factor: true });
  requireNumber('stepDecay', 'initial', initial, NOT_NEGATIVE);
  requireNumber('stepDecay', 'every', every, SIZE);
  requireNumber('stepDecay', 'factor', factor, NOT_NEGATIVE);
  return (step) => initial * factor ** Math.floor(step / every);
}
