import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `linear`. */
export interface LinearOptions {
  /** The step at which the learning rate arrives at its end, where it stays. Default 5. */
  readonly steps?: number;
  /** What `initial` is multiplied by at step 0. Default 1/3. */
  readonly startFactor?: number;
  /** What `initial` is multiplied by at the end. Default 1. */
  readonly endFactor?: number;
}

/**
 * `initial * (startFactor + (endFactor - startFactor) * min(1, step / steps))`, a straight line up or down: PyTorch's `LinearLR`.
 *
 * Throws `ArgumentError` unless `initial` and the factors are at least 0 and `steps` is a whole number of at least 1.
 */
export function linear(
  initial: number,
  { steps = 5, startFactor = 1 / 3, endFactor = 1 }: LinearOptions = {},
): Schedule {
  requireRange('linear', 'initial', initial, { least: 0 });
  requireRange('linear', 'steps', steps, { least: 1, whole: true });
  requireRange('linear', 'startFactor', startFactor, { least: 0 });
  requireRange('linear', 'endFactor', endFactor, { least: 0 });
  return (step) => initial * (startFactor + (endFactor - startFactor) * Math.min(1, step / steps));
}
