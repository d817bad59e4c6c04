import { square } from '../ops/unary.js';
import type { Tensor } from '../tensor/tensor.js';
import { penalty } from './penalty.js';

/**
 * Computes `coefficient/2 Σ p²` over all elements of the parameters of a model, or of an array of
 * parameters. Added to a loss, it keeps weights small (Hoerl & Kennard 1970). Its gradient is
 * `coefficient p`, as in L2 weight decay by that coefficient. Keras has no factor 1/2.
 *
 * @throws ArgumentError if there are no parameters, or the coefficient is not a finite number.
 */
export function l2Penalty(model: object, coefficient: number): Tensor {
  return penalty('l2Penalty', model, coefficient, square, 0.5);
}
