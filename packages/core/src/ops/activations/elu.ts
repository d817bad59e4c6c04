import { expm1, less, mul, select } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

// At 0 the derivative is alpha. The exponential of what is not chosen must not overflow.
const definition = equation('elu', { arrays: ['x'], uniforms: ['alpha'] }, ({ x, alpha }) => ({
  y: select(less(0, x), x, mul(alpha, expm1(select(less(0, x), 0, x)))),
}));

/** Options of `elu`. */
export interface EluOptions {
  /** What negative numbers tend to is `-alpha`; 1 if not given. */
  readonly alpha?: number;
}

/** `x` where it is positive, else `alpha (eˣ - 1)`, element by element; at 0 the slope is `alpha` (Clevert et al. 2015, arXiv:1511.07289). */
export function elu(x: Tensor, { alpha = 1 }: EluOptions = {}): Tensor {
  return applyEquation(definition, { x }, { alpha }).y;
}
