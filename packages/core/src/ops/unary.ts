import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyEquation } from './apply.js';

/** Makes a function of one number into a function on tensors, element by element. It bears the name that is given. */
export function pointwise(name: string, define: (x: Expression) => Expression): (x: Tensor) => Tensor {
  const unary = equation(name, { arrays: ['x'] }, ({ x }) => ({ y: define(x) }));
  const apply = (x: Tensor): Tensor => applyEquation(unary, { x }, {}).y;
  return Object.defineProperty(apply, 'name', { value: name });
}

/** `-x`. */
export const negate: (x: Tensor) => Tensor = pointwise('negate', scalar.neg);

/** `|x|`; its gradient at 0 is 0. */
export const abs: (x: Tensor) => Tensor = pointwise('abs', scalar.abs);

/** `√x`. */
export const sqrt: (x: Tensor) => Tensor = pointwise('sqrt', scalar.sqrt);

/** `eˣ`. */
export const exp: (x: Tensor) => Tensor = pointwise('exp', scalar.exp);

/** The natural logarithm. */
export const log: (x: Tensor) => Tensor = pointwise('log', scalar.log);

/** `x²`. */
export const square: (x: Tensor) => Tensor = pointwise('square', (x) => scalar.mul(x, x));
