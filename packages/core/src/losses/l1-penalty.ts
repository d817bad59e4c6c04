import { abs } from '../ops/unary.js';
import type { Tensor } from '../tensor/tensor.js';
import { penalty } from './penalty.js';

/**
 * Computes `coefficient Σ |p|` over all elements of the parameters of a model, or of an array of
 * parameters. Added to a loss, it drives weights to exactly 0 (Tibshirani 1996). Its gradient is
 * `coefficient sign(p)`, and 0 if p is 0.
 *
 * @throws ArgumentError if there are no parameters, or the coefficient is not a finite number.
 */
export function l1Penalty(model: object, coefficient: number): Tensor {
  return penalty('l1Penalty', model, coefficient, abs);
}
