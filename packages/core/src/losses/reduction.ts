import { requireChoice } from '../arguments.js';
import { average, total } from '../ops/scaled-sum.js';
import type { Tensor } from '../tensor/tensor.js';

/** How the losses of the elements are combined: `mean`, `sum`, or `none` to keep each of them. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options that every loss has. */
export interface LossOptions {
  /** Default: `mean`. */
  readonly reduction?: Reduction;
}

/** Reduces the losses of the elements. */
export function reduce(operation: string, losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  requireReduction(operation, reduction);
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? average(losses) : total(losses);
}

/** @throws ArgumentError if `reduction` is none of the three. */
export function requireReduction(operation: string, reduction: Reduction): void {
  requireChoice(operation, 'reduction', reduction, ['mean', 'sum', 'none']);
}
