import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import type { Schedule } from './schedule.js';

/** Options of `cosineAnnealing`. */
export interface CosineAnnealingOptions {
  /** Half a period: the step at which the learning rate is `final` and turns. Required. */
  readonly steps: number;
  /** The lowest learning rate. Default: 0. */
  readonly final?: number;
}

/**
 * `final + (initial - final) * (1 + cos(π * step / steps)) / 2`, which rises again after `steps`:
 * PyTorch's `CosineAnnealingLR`, whose recursion gives the same. `cosine` stays at `final`, and
 * `cosineRestarts` restarts (Loshchilov & Hutter 2017, arXiv:1608.03983).
 *
 * @throws ArgumentError unless `initial` and `final` are at least 0 and `steps` is a whole number
 * of at least 1.
 */
export function cosineAnnealing(initial: number, options: CosineAnnealingOptions): Schedule {
  const { steps, final = 0 } = optionsOf('cosineAnnealing', options, { steps: true, final: true });
  requireNumber('cosineAnnealing', 'initial', initial, NOT_NEGATIVE);
  requireNumber('cosineAnnealing', 'steps', steps, SIZE);
  requireNumber('cosineAnnealing', 'final', final, NOT_NEGATIVE);
  return (step) => final + ((initial - final) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
