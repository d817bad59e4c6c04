import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** The number of steps between two changes. */
  readonly every: number;
  /** What the learning rate is multiplied by at each change. Default 0.1. */
  readonly factor?: number;
}

/**
 * `initial * factor ^ floor(step / every)`.
 *
 * Throws `ArgumentError` unless `initial` and `factor` are at least 0 and `every` is a whole number of at least 1.
 */
export function stepDecay(initial: number, { every, factor = 0.1 }: StepDecayOptions): Schedule {
  requireRange('stepDecay', 'initial', initial, { least: 0 });
  requireRange('stepDecay', 'every', every, { least: 1, whole: true });
  requireRange('stepDecay', 'factor', factor, { least: 0 });
  return (step) => initial * factor ** Math.floor(step / every);
}
