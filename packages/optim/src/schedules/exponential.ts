import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `exponential`. */
export interface ExponentialOptions {
  /** What the learning rate is multiplied by at each step. */
  readonly factor: number;
}

/**
 * `initial * factor ^ step`.
 *
 * Throws `ArgumentError` unless both are at least 0.
 */
export function exponential(initial: number, { factor }: ExponentialOptions): Schedule {
  requireRange('exponential', 'initial', initial, { least: 0 });
  requireRange('exponential', 'factor', factor, { least: 0 });
  return (step) => initial * factor ** step;
}
