import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `constantFactor`. */
export interface ConstantFactorOptions {
  /** For how many steps. Default 5. */
  readonly steps?: number;
  /** What `initial` is multiplied by. Default 1/3. */
  readonly factor?: number;
}

/**
 * `initial * factor` for the first `steps`, then `initial`: PyTorch's `ConstantLR`. A learning rate that never changes is a number, or
 * `constant`.
 *
 * Throws `ArgumentError` unless `initial` and `factor` are at least 0 and `steps` is a whole number of at least 0.
 */
export function constantFactor(
  initial: number,
  { steps = 5, factor = 1 / 3 }: ConstantFactorOptions = {},
): Schedule {
  requireRange('constantFactor', 'initial', initial, { least: 0 });
  requireRange('constantFactor', 'steps', steps, { least: 0, whole: true });
  requireRange('constantFactor', 'factor', factor, { least: 0 });
  return (step) => (step < steps ? initial * factor : initial);
}
