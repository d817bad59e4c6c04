import { type OptionNames, requireOptions, requireSingle } from '../../arguments.js';
import { greater, mul, select } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import { requireTensor } from '../../tensor/require-tensor.js';
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
  /** The slope for negative numbers. Default: 0.01. */
  readonly negativeSlope?: number;
}

const OPTIONS: OptionNames<LeakyReluOptions> = { negativeSlope: true };

/**
 * Computes `x` for positive numbers and `negativeSlope * x` for others, element by element. At 0
 * the slope is `negativeSlope` (Maas et al. 2013).
 *
 * @throws ArgumentError if `x` is not a tensor, or an option is unknown or not finite.
 */
export function leakyRelu(x: Tensor, options: LeakyReluOptions = {}): Tensor {
  requireOptions('leakyRelu', options, OPTIONS);
  const { negativeSlope = 0.01 } = options;
  requireTensor('leakyRelu', 'x', x);
  requireSingle('leakyRelu', 'negativeSlope', negativeSlope, {});
  if (negativeSlope === 0) return relu(x); // 0 times -Infinity is NaN
  return applyEquation(definition, { x }, { negativeSlope }).y;
}
