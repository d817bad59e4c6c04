import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { ArgumentError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyEquation } from './apply.js';

type Binary = (a: Expression, b: Expression) => Expression;

/** Both operands as tensors, and each with a number on the other side as a uniform. */
function binaryEquations(name: string, define: Binary) {
  return {
    both: equation(name, { arrays: ['a', 'b'] }, ({ a, b }) => ({ y: define(a, b) })),
    right: equation(name, { arrays: ['a'], uniforms: ['b'] }, ({ a, b }) => ({ y: define(a, b) })),
    left: equation(name, { arrays: ['b'], uniforms: ['a'] }, ({ a, b }) => ({ y: define(a, b) })),
  };
}

function binary(
  { both, right, left }: ReturnType<typeof binaryEquations>,
  a: Tensor | number,
  b: Tensor | number,
): Tensor {
  if (typeof a !== 'number') {
    return typeof b === 'number' ? applyEquation(right, { a }, { b }).y : applyEquation(both, { a, b }, {}).y;
  }
  if (typeof b !== 'number') return applyEquation(left, { b }, { a }).y;
  throw new ArgumentError(both.name, `${a} and ${b} are both numbers; one of the operands must be a tensor.`);
}

const addition = binaryEquations('add', scalar.add);
const subtraction = binaryEquations('subtract', scalar.sub);
const multiplication = binaryEquations('multiply', scalar.mul);
const division = binaryEquations('divide', scalar.div);
const maxima = binaryEquations('maximum', scalar.max);
const minima = binaryEquations('minimum', scalar.min);

/** `a + b`, element by element; shapes broadcast. */
export function add(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(addition, a, b);
}

/** `a - b`, element by element; shapes broadcast. */
export function subtract(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(subtraction, a, b);
}

/** `a b`, element by element; shapes broadcast. */
export function multiply(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(multiplication, a, b);
}

/** `a / b`, element by element; shapes broadcast. */
export function divide(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(division, a, b);
}

/** The larger of two, element by element. Where they are equal, each gets half of the gradient. */
export function maximum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(maxima, a, b);
}

/** The smaller of two, element by element. Where they are equal, each gets half of the gradient. */
export function minimum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(minima, a, b);
}
