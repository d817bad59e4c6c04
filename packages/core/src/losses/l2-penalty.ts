import { square } from '../ops/unary.js';
import type { Tensor } from '../tensor/tensor.js';
import { penalty } from './penalty.js';

/**
 * `coefficient/2 Σ p²` over all elements of all parameters of a model, or of the parameters in an array: a term to add to a loss,
 * which keeps weights small (Hoerl & Kennard 1970). Its gradient is `coefficient p`, what L2 weight decay by that coefficient adds; Keras
 * has no ½ there.
 */
export function l2Penalty(model: object, coefficient: number): Tensor {
  return penalty('l2Penalty', model, coefficient / 2, square);
}
