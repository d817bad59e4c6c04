import { COUNT, NOT_NEGATIVE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `constantFactor`. */
export interface ConstantFactorOptions {
  /** Number of steps with the factor. Default: 5. */
  readonly steps?: number;
  /** The factor of `initial` in these steps. Default: 1/3. */
  readonly factor?: number;
}

/**
 * `initial * factor` for the first `steps` steps, then `initial`: PyTorch's `ConstantLR`. A
 * learning rate that never changes is a number, or `constant`.
 *
 * @throws ArgumentError unless `initial` and `factor` are at least 0 and `steps` is a whole number
 * of at least 0.
 */
export function constantFactor(initial: number, options?: ConstantFactorOptions): Schedule {
  const { steps = 5, factor = 1 / 3 } = optionsOf('constantFactor', options, { steps: true, factor: true });
  requireNumber('constantFactor', 'initial', initial, NOT_NEGATIVE);
  requireNumber('constantFactor', 'steps', steps, COUNT);
  requireNumber('constantFactor', 'factor', factor, NOT_NEGATIVE);
  return (step) => (step < steps ? initial * factor : initial);
}
