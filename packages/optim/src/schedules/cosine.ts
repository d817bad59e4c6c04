import { COUNT, NOT_NEGATIVE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `cosine`. */
export interface CosineOptions {
  /** The step at which the learning rate reaches `final`, where it stays. Required. */
  readonly steps: number;
  /** Number of steps of a linear rise at the start. Default: 0. */
  readonly warmup?: number;
  /** The last learning rate. Default: 0. */
  readonly final?: number;
}

/**
 * Half a cosine from `initial` down to `final` (Loshchilov & Hutter 2017, arXiv:1608.03983), after
 * a linear rise:
 *
 * ```
 * step < warmup:  initial * (step + 1) / (warmup + 1)
 * after that:     final + (initial - final) * (1 + cos(π * progress)) / 2
 *                 progress = min(1, (step - warmup) / (steps - warmup))
 * ```
 *
 * @throws ArgumentError unless `initial` and `final` are at least 0, `warmup` is a whole number of
 * at least 0 and `steps` a greater one.
 */
export function cosine(initial: number, options: CosineOptions): Schedule {
  const {
    steps,
    warmup = 0,
    final = 0,
  } = optionsOf('cosine', options, { steps: true, warmup: true, final: true });
  requireNumber('cosine', 'initial', initial, NOT_NEGATIVE);
  requireNumber('cosine', 'warmup', warmup, COUNT);
  requireNumber('cosine', 'steps', steps, { above: warmup, whole: true });
  requireNumber('cosine', 'final', final, NOT_NEGATIVE);
  return (step) => {
    if (step < warmup) return (initial * (step + 1)) / (warmup + 1);
    const progress = Math.min(1, (step - warmup) / (steps - warmup));
    return final + ((initial - final) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}
