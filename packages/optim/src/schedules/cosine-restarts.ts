import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `cosineRestarts`. */
export interface CosineRestartsOptions {
  /** Length of the first cycle in steps. Required. */
  readonly steps: number;
  /** The factor by which each cycle is longer than the one before. Default: 1. */
  readonly growth?: number;
  /** The learning rate that every cycle approaches without reaching it. Default: 0. */
  readonly final?: number;
}

/**
 * Cosines that restart at `initial` (SGDR; Loshchilov & Hutter 2017, arXiv:1608.03983): PyTorch's
 * `CosineAnnealingWarmRestarts`. The first cycle has `steps` steps, and each one after it `growth`
 * times as many as the one before. Step `k` of a cycle of length `n` has the learning rate
 * `final + (initial - final) * (1 + cos(π * k / n)) / 2`. Steps may be fractions.
 *
 * @throws ArgumentError unless `initial` and `final` are at least 0 and `steps` and `growth` are
 * whole numbers of at least 1.
 */
export function cosineRestarts(initial: number, options: CosineRestartsOptions): Schedule {
  const {
    steps,
    growth = 1,
    final = 0,
  } = optionsOf('cosineRestarts', options, { steps: true, growth: true, final: true });
  requireNumber('cosineRestarts', 'initial', initial, NOT_NEGATIVE);
  requireNumber('cosineRestarts', 'steps', steps, SIZE);
  requireNumber('cosineRestarts', 'growth', growth, SIZE);
  requireNumber('cosineRestarts', 'final', final, NOT_NEGATIVE);
  return (step) => {
    let k = step;
    let length = steps;
    if (growth === 1) k = step % steps;
    for (; k >= length; length *= growth) k -= length;
    return final + ((initial - final) * (1 + Math.cos((Math.PI * k) / length))) / 2;
  };
}
