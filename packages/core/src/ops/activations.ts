import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyEquation } from './apply.js';
import { pointwise } from './unary.js';

/** `1 / (1 + e⁻ˣ)`, without overflow. */
export const sigmoid: (x: Tensor) => Tensor = pointwise('sigmoid', scalar.sigmoid);

/** The hyperbolic tangent. */
export const tanh: (x: Tensor) => Tensor = pointwise('tanh', scalar.tanh);

/** `max(x, 0)`; its derivative at 0 is 0 (Nair & Hinton 2010). */
export const relu: (x: Tensor) => Tensor = pointwise('relu', (x) => scalar.max(x, 0));

const leaky = equation(
  'leakyRelu',
  { arrays: ['x'], uniforms: ['negativeSlope'] },
  ({ x, negativeSlope }) => ({
    y: scalar.select(scalar.greater(x, 0), x, scalar.mul(negativeSlope, x)),
  }),
);

/** Options of `leakyRelu`. */
export interface LeakyReluOptions {
  /** The slope for negative numbers; 0.01 if not given. */
  readonly negativeSlope?: number;
}

/** `x` where it is positive, else `negativeSlope * x` (Maas et al. 2013). */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: LeakyReluOptions = {}): Tensor {
  return applyEquation(leaky, { x }, { negativeSlope }).y;
}
