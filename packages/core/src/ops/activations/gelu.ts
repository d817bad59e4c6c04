import { type OptionNames, requireChoice, requireOptions } from '../../arguments.js';
import { add, erf, mul, sigmoid } from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';
import { gated } from './gated.js';

/** `Φ(x)`, the probability that a standard normal number is below `x`. */
const cumulative = (x: Expression) => mul(0.5, add(1, erf(mul(Math.SQRT1_2, x))));

/**
 * `(1 + tanh(u)) / 2 = σ(2u)` with `u = √(2/π) (x + 0.044715 x³)`. The sigmoid keeps its digits
 * where `1 + tanh` cancels.
 */
const approximately = (x: Expression) =>
  sigmoid(mul(mul(2 * Math.sqrt(2 / Math.PI), x), add(1, mul(0.044715, mul(x, x)))));

const exactGelu = pointwise('gelu', (x) => gated(x, cumulative));
const approximateGelu = pointwise('gelu', (x) => gated(x, approximately));

/** Options of `gelu`. */
export interface GeluOptions {
  /**
   * `none` for the exact function, or `tanh` for the approximation of some models. Default: `none`.
   */
  readonly approximate?: 'none' | 'tanh';
}

const OPTIONS: OptionNames<GeluOptions> = { approximate: true };

/**
 * Computes `x Φ(x)` with `Φ(x) = (1 + erf(x/√2)) / 2`, element by element, or its approximation
 * `x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2` (Hendrycks & Gimpel 2016, arXiv:1606.08415).
 *
 * @throws ArgumentError if `x` is not a tensor, or an option is unknown or has another value.
 */
export function gelu(x: Tensor, options: GeluOptions = {}): Tensor {
  requireOptions('gelu', options, OPTIONS);
  const { approximate = 'none' } = options;
  requireChoice('gelu', 'approximation', approximate, ['none', 'tanh']);
  return approximate === 'none' ? exactGelu(x) : approximateGelu(x);
}
