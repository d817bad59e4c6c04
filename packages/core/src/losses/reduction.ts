import { ArgumentError } from '../errors.js';
import { mean, sum } from '../ops/reduce.js';
import type { Tensor } from '../tensor/tensor.js';

/** How the losses of the elements become one: their mean, their sum, or not at all. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options that every loss has. */
export interface LossOptions {
  /** `mean` if not given. */
  readonly reduction?: Reduction;
}

/** The losses of the elements, reduced. */
export function reduce(operation: string, losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  requireReduction(operation, reduction);
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? mean(losses) : sum(losses);
}

/** Throws unless `reduction` is one of the three. */
export function requireReduction(operation: string, reduction: Reduction): void {
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return;
  throw new ArgumentError(
    operation,
    `there is no reduction '${String(reduction)}'; it must be 'mean', 'sum' or 'none'.`,
  );
}
