import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `cosine`. */
export interface CosineOptions {
  /** The step at which the learning rate arrives at `final`, where it stays. */
  readonly steps: number;
  /** The steps of the linear rise before. Default 0. */
  readonly warmup?: number;
  /** The last learning rate. Default 0. */
  readonly final?: number;
}

/**
 * Half a cosine from `initial` down to `final` (Loshchilov & Hutter 2017, arXiv:1608.03983), after a linear rise:
 *
 * ```
 * step < warmup:  initial * (step + 1) / (warmup + 1)
 * from there on:  final + (initial - final) * (1 + cos(π * progress)) / 2,  progress = min(1, (step - warmup) / (steps - warmup))
 * ```
 *
 * Throws `ArgumentError` unless `initial` and `final` are at least 0, `warmup` is a whole number of at least 0 and `steps`
 * a greater one.
 */
export function cosine(initial: number, { steps, warmup = 0, final = 0 }: CosineOptions): Schedule {
  requireRange('cosine', 'initial', initial, { least: 0 });
  requireRange('cosine', 'warmup', warmup, { least: 0, whole: true });
  requireRange('cosine', 'steps', steps, { above: warmup, whole: true });
  requireRange('cosine', 'final', final, { least: 0 });
  return (step) => {
    if (step < warmup) return (initial * (step + 1)) / (warmup + 1);
    const progress = Math.min(1, (step - warmup) / (steps - warmup));
    return final + ((initial - final) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}
