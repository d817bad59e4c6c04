import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';

/** Which norm: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). */
export type NormOrder = number;

/**
 * The elements over which a norm is taken: `all` parameters that the transform applies to, each
 * `parameter`, or each `unit` of a parameter. A unit is what belongs to one output: a column of a
 * weight `[in, out]`, all elements with the same last index if there are more axes, and the whole
 * parameter if there are fewer.
 */
export type NormScope = 'all' | 'parameter' | 'unit';

/** @throws ArgumentError unless the order is 1, 2 or infinity. */
export function requireNormOrder(operation: string, order: NormOrder): void {
  if (order === 1 || order === 2 || order === Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(operation, `the norm is ${describe(order)}; it must be 1, 2 or Infinity.`);
}
