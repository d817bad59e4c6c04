import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `polynomial`. */
export interface PolynomialOptions {
  /** The step at which the learning rate reaches `final`, where it stays. Default: 5. */
  readonly steps?: number;
  /** The exponent. Default: 1, a straight line. */
  readonly power?: number;
  /** The last learning rate. Default: 0. */
  readonly final?: number;
}

/**
 * `final + (initial - final) * (1 - min(1, step / steps)) ^ power`. With `final = 0` it is
 * PyTorch's `PolynomialLR`.
 *
 * @throws ArgumentError unless `initial` and `final` are at least 0, `power` is greater than 0 and
 * `steps` is a whole number of at least 1.
 */
export function polynomial(initial: number, options?: PolynomialOptions): Schedule {
  const {
    steps = 5,
    power = 1,
    final = 0,
  } = optionsOf('polynomial', options, { steps: true, power: true, final: true });
  requireNumber('polynomial', 'initial', initial, NOT_NEGATIVE);
  requireNumber('polynomial', 'steps', steps, SIZE);
  requireNumber('polynomial', 'power', power, { above: 0 });
  requireNumber('polynomial', 'final', final, NOT_NEGATIVE);
  return (step) => final + (initial - final) * (1 - Math.min(1, step / steps)) ** power;
}
