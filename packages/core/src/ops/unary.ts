import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyInOrder } from './apply.js';

/** Makes a function on tensors, element by element, from a function of one number, under the name `name`. */
export function pointwise(name: string, define: (x: Expression) => Expression): (x: Tensor) => Tensor {
  const unary = equation(name, { arrays: ['x'] }, ({ x }) => ({ y: define(x) }));
  const apply = (x: Tensor): Tensor => applyInOrder(unary, [x])[0] as Tensor;
  return Object.defineProperty(apply, 'name', { value: name });
}

/** Computes `-x`, element by element. */
export const negate: (x: Tensor) => Tensor = pointwise('negate', scalar.neg);

/** Computes `|x|`, element by element. Its gradient at 0 is 0. */
export const abs: (x: Tensor) => Tensor = pointwise('abs', scalar.abs);

/** Computes `√x`, element by element. It is NaN for negative numbers. */
export const sqrt: (x: Tensor) => Tensor = pointwise('sqrt', scalar.sqrt);

/** Computes `eˣ`, element by element. */
export const exp: (x: Tensor) => Tensor = pointwise('exp', scalar.exp);

/** Computes the natural logarithm, element by element. It is NaN for negative numbers. */
export const log: (x: Tensor) => Tensor = pointwise('log', scalar.log);

/** Computes `x²`, element by element. */
export const square: (x: Tensor) => Tensor = pointwise('square', (x) => scalar.mul(x, x));
