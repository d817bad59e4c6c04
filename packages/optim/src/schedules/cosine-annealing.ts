import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from './schedule.js';

/** Options of `cosineAnnealing`. */
export interface CosineAnnealingOptions {
  /** Half a period: the step at which the learning rate arrives at `final` and turns. */
  readonly steps: number;
  /** The lowest learning rate. Default 0. */
  readonly final?: number;
}

/**
 * `final + (initial - final) * (1 + cos(π * step / steps)) / 2`, which rises again after `steps`: PyTorch's `CosineAnnealingLR`, whose
 * recursion gives the same. `cosine` is the one that stays at `final`, and `cosineRestarts` begins anew (Loshchilov & Hutter 2017,
 * arXiv:1608.03983).
 *
 * Throws `ArgumentError` unless `initial` and `final` are at least 0 and `steps` is a whole number of at least 1.
 */
export function cosineAnnealing(initial: number, { steps, final = 0 }: CosineAnnealingOptions): Schedule {
  requireRange('cosineAnnealing', 'initial', initial, { least: 0 });
  requireRange('cosineAnnealing', 'steps', steps, { least: 1, whole: true });
  requireRange('cosineAnnealing', 'final', final, { least: 0 });
  return (step) => final + ((initial - final) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
