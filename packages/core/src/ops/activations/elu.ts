import { add, expm1, max, min, mul } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

// A tie of min gives the derivative to the second: at 0 it is alpha.
const definition = equation('elu', { arrays: ['x'], uniforms: ['alpha'] }, ({ x, alpha }) => ({
  y: add(max(x, 0), mul(alpha, expm1(min(0, x)))),
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
