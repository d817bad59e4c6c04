import { add, div, exp, mul } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';
import { gated } from './gated.js';

/**
 * Computes `x tanh(log(1 + eˣ))`, element by element (Misra 2019, arXiv:1908.08681). The gate needs
 * one exponential only: `tanh(log(1 + e)) = ((1 + e)² - 1) / ((1 + e)² + 1) = n / (n + 2)` with
 * `e = eˣ` and `n = e (e + 2)`.
 */
export const mish: (x: Tensor) => Tensor = pointwise('mish', (x) =>
  gated(x, (within) => {
    const e = exp(within);
    const n = mul(e, add(e, 2));
    return div(n, add(n, 2));
  }),
);
