import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `cosineRestarts`. */
export interface CosineRestartsOptions {
  /** The length of the first cycle. */
  readonly steps: number;
  /** How many times longer each cycle is than the one before. Default 1. */
  readonly growth?: number;
  /** The learning rate to which every cycle falls, without reaching it. Default 0. */
  readonly final?: number;
}

/**
 * Cosines that begin anew at `initial` (SGDR; Loshchilov & Hutter 2017, arXiv:1608.03983): PyTorch's `CosineAnnealingWarmRestarts`. In a
 * cycle of length `n`, the first of which is `steps` long and every other `growth` times as long as the one before,
 * `final + (initial - final) * (1 + cos(π * k / n)) / 2` at its step `k`. Steps may be fractions.
 *
 * Throws `ArgumentError` unless `initial` and `final` are at least 0 and `steps` and `growth` are whole numbers of at least 1.
 */
export function cosineRestarts(
  initial: number,
  { steps, growth = 1, final = 0 }: CosineRestartsOptions,
): Schedule {
  requireRange('cosineRestarts', 'initial', initial, { least: 0 });
  requireRange('cosineRestarts', 'steps', steps, { least: 1, whole: true });
  requireRange('cosineRestarts', 'growth', growth, { least: 1, whole: true });
  requireRange('cosineRestarts', 'final', final, { least: 0 });
  return (step) => {
    let k = step;
    let length = steps;
    if (growth === 1) k = step % steps;
    for (; k >= length; length *= growth) k -= length;
    return final + ((initial - final) * (1 + Math.cos((Math.PI * k) / length))) / 2;
  };
}
