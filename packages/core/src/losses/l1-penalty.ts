import { abs } from '../ops/unary.js';
import type { Tensor } from '../tensor/tensor.js';
import { penalty } from './penalty.js';

/**
 * `coefficient Σ |p|` over all elements of all parameters of a model, or of the parameters in an array: a term to add to a loss,
 * which draws weights to exactly 0 (Tibshirani 1996). Its gradient is `coefficient sign(p)`, 0 where p is 0.
 */
export function l1Penalty(model: object, coefficient: number): Tensor {
  return penalty('l1Penalty', model, coefficient, abs);
}
