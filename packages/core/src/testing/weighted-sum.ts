import { multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { type Tensor, tensor } from '../tensor/tensor.js';

/**
 * `Σ w_i x_i` with weights that are drawn once and for all from `seed`: a loss that brings another
 * gradient to every element, so that a backward pass cannot be right by symmetry.
 */
export function weightedSum(x: Tensor, seed = 1): Tensor {
  const random = seeded(seed);
  const weights = Float64Array.from({ length: x.size }, () => random.normal());
  return sum(multiply(x, tensor(x.shape, weights)));
}
