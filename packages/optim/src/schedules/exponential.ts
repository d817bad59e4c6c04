import { NOT_NEGATIVE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `exponential`. */
export interface ExponentialOptions {
  /** The factor of the learning rate in each step. Required. */
  readonly factor: number;
}

/**
 * `initial * factor ^ step`: PyTorch's `ExponentialLR`.
 *
 * @throws ArgumentError unless both are at least 0.
 */
export function exponential(initial: number, options: ExponentialOptions): Schedule {
  const { factor } = optionsOf('exponential', options, { factor: true });
  requireNumber('exponential', 'initial', initial, NOT_NEGATIVE);
  requireNumber('exponential', 'factor', factor, NOT_NEGATIVE);
  return (step) => initial * factor ** step;
}
