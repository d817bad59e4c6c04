import { greater, mul, select } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';
import { relu } from './relu.js';

const definition = equation(
  'leakyRelu',
  { arrays: ['x'], uniforms: ['negativeSlope'] },
  ({ x, negativeSlope }) => ({ y: select(greater(x, 0), x, mul(negativeSlope, x)) }),
);

/** Options of `leakyRelu`. */
export interface LeakyReluOptions {
  /** The slope for negative numbers; 0.01 if not given. */
  readonly negativeSlope?: number;
}

/** `x` where it is positive, else `negativeSlope * x`, element by element; at 0 the slope is `negativeSlope` (Maas et al. 2013). */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: LeakyReluOptions = {}): Tensor {
  if (negativeSlope === 0) return relu(x); // 0 times -Infinity is NaN
  return applyEquation(definition, { x }, { negativeSlope }).y;
}
