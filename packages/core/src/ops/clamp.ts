import { describe } from '../arguments.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyInOrder } from './apply.js';

const clamped = equation('clamp', { arrays: ['x'], uniforms: ['least', 'most'] }, ({ x, least, most }) => ({
  y: scalar.select(scalar.less(x, least), least, scalar.select(scalar.greater(x, most), most, x)),
}));

/**
 * Returns `min(max(x, least), most)`, element by element. The gradient of an element is 1 from
 * `least` to `most`, both included, and 0 elsewhere. NaN stays NaN.
 *
 * @param least -Infinity for no lower bound.
 * @param most Infinity for no upper bound. Default: Infinity.
 * @throws ArgumentError if `x` is not a tensor, a bound is not a number, or `least` is above
 * `most`.
 */
export function clamp(x: Tensor, least: number, most = Number.POSITIVE_INFINITY): Tensor {
  const areNumbers = typeof least === 'number' && typeof most === 'number';
  if (!areNumbers || !(least <= most)) {
    throw new ArgumentError(
      'clamp',
      `the bounds are ${describe(least)} and ${describe(most)}; they must be numbers, the first not above the second.`,
      { least, most },
    );
  }
  return applyInOrder(clamped, [x], [least, most])[0] as Tensor;
}
