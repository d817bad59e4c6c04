import { add, erf, mul, sigmoid } from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';
import { ArgumentError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';
import { gated } from './gated.js';

/** `Φ(x)`, the chance that a standard normal number is below x. */
const cumulative = (x: Expression) => mul(0.5, add(1, erf(mul(Math.SQRT1_2, x))));

/** `(1 + tanh(u)) / 2 = σ(2u)` with `u = √(2/π) (x + 0.044715 x³)`: the sigmoid keeps its digits where 1 + tanh cancels. */
const approximately = (x: Expression) =>
  sigmoid(mul(mul(2 * Math.sqrt(2 / Math.PI), x), add(1, mul(0.044715, mul(x, x)))));

const exactGelu = pointwise('gelu', (x) => gated(x, cumulative));
const approximateGelu = pointwise('gelu (tanh)', (x) => gated(x, approximately));

/** Options of `gelu`. */
export interface GeluOptions {
  /** `none` for the exact function, the default, or `tanh` for the approximation that some models were trained with. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * `x Φ(x)` with `Φ(x) = (1 + erf(x/√2)) / 2`, element by element; approximated, `x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2`
 * (Hendrycks & Gimpel 2016, arXiv:1606.08415).
 */
export function gelu(x: Tensor, { approximate = 'none' }: GeluOptions = {}): Tensor {
  if (approximate !== 'none' && approximate !== 'tanh') {
    throw new ArgumentError(
      'gelu',
      `there is no approximation '${String(approximate)}'; it must be 'none' or 'tanh'.`,
    );
  }
  return approximate === 'none' ? exactGelu(x) : approximateGelu(x);
}
