import * as scalar from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import { ArgumentError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

const definition = equation(
  'softplus',
  { arrays: ['x'], uniforms: ['beta', 'threshold'] },
  ({ x, beta, threshold }) => {
    const scaled = scalar.mul(beta, x);
    const smooth = scalar.div(scalar.softplus(scaled), beta);
    return { y: scalar.select(scalar.greater(scaled, threshold), x, smooth) };
  },
);

/** Options of `softplus`. */
export interface SoftplusOptions {
  /** How sharp the bend is, above 0; 1 if not given. */
  readonly beta?: number;
  /** Where `beta x` is above it the result is x itself; 20 if not given. */
  readonly threshold?: number;
}

/**
 * `log(1 + exp(beta x)) / beta`, element by element: a smooth relu, whose gradient is `σ(beta x)` (Dugas et al. 2000). It does not overflow,
 * whatever the threshold.
 */
export function softplus(x: Tensor, { beta = 1, threshold = 20 }: SoftplusOptions = {}): Tensor {
  if (!(beta > 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('softplus', `beta is ${beta}; it must be a number above 0.`);
  }
  return applyEquation(definition, { x }, { beta, threshold }).y;
}
