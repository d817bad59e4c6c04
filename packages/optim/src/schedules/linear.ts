import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `linear`. */
export interface LinearOptions {
  /** The step at which the learning rate reaches its end, where it stays. Default: 5. */
  readonly steps?: number;
  /** The factor of `initial` in step 0. Default: 1/3. */
  readonly startFactor?: number;
  /** The factor of `initial` at the end. Default: 1. */
  readonly endFactor?: number;
}

/**
 * `initial * (startFactor + (endFactor - startFactor) * min(1, step / steps))`, a straight line up
 * or down: PyTorch's `LinearLR`.
 *
 * @throws ArgumentError unless `initial` and the factors are at least 0 and `steps` is a whole
 * number of at least 1.
 */
export function linear(initial: number, options?: LinearOptions): Schedule {
  const {
    steps = 5,
    startFactor = 1 / 3,
    endFactor = 1,
  } = optionsOf('linear', options, { steps: true, startFactor: true, endFactor: true });
  requireNumber('linear', 'initial', initial, NOT_NEGATIVE);
  requireNumber('linear', 'steps', steps, SIZE);
  requireNumber('linear', 'startFactor', startFactor, NOT_NEGATIVE);
  requireNumber('linear', 'endFactor', endFactor, NOT_NEGATIVE);
  return (step) => initial * (startFactor + (endFactor - startFactor) * Math.min(1, step / steps));
}
