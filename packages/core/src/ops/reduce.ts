import type { Tensor } from '../tensor/tensor.js';
import { type ReductionOptions, reduced, requireReductionOptions } from './axes.js';
import { scaledSum } from './scaled-sum.js';

/**
 * Sums over an axis, or over several axes. Each element gets the gradient of its sum.
 *
 * @param axes Default: all axes.
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown.
 * @throws ShapeError if `x` has no such axis.
 */
export function sum(x: Tensor, axes?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  requireReductionOptions('sum', options);
  const parts = reduced('sum', x, axes, options);
  return scaledSum(parts.x, parts.outer, parts.length, parts.inner, parts.shape, 1);
}

/**
 * Takes the mean over an axis, or over several axes. The mean of no elements is NaN.
 *
 * @param axes Default: all axes.
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown.
 * @throws ShapeError if `x` has no such axis.
 */
export function mean(x: Tensor, axes?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  requireReductionOptions('mean', options);
  const parts = reduced('mean', x, axes, options);
  return scaledSum(parts.x, parts.outer, parts.length, parts.inner, parts.shape, 1 / parts.length);
}
