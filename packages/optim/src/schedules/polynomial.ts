import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `polynomial`. */
export interface PolynomialOptions {
  /** The step at which the learning rate arrives at `final`, where it stays. Default 5. */
  readonly steps?: number;
  /** Default 1, a straight line. */
  readonly power?: number;
  /** The last learning rate. Default 0. */
  readonly final?: number;
}

/**
 * `final + (initial - final) * (1 - min(1, step / steps)) ^ power`: with `final = 0`, PyTorch's `PolynomialLR`.
 *
 * Throws `ArgumentError` unless `initial` and `final` are at least 0, `power` is greater than 0 and `steps` is a whole number of at least 1.
 */
export function polynomial(
  initial: number,
  { steps = 5, power = 1, final = 0 }: PolynomialOptions = {},
): Schedule {
  requireRange('polynomial', 'initial', initial, { least: 0 });
  requireRange('polynomial', 'steps', steps, { least: 1, whole: true });
  requireRange('polynomial', 'power', power, { above: 0 });
  requireRange('polynomial', 'final', final, { least: 0 });
  return (step) => final + (initial - final) * (1 - Math.min(1, step / steps)) ** power;
}
