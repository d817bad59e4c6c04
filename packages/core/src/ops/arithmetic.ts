import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { ArgumentError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyInOrder } from './apply.js';

type Binary = (a: Expression, b: Expression) => Expression;

/** Returns the equations of an operation on two tensors, and on a tensor and a number, which is a uniform. */
export function binaryEquations(name: string, define: Binary) {
  return {
    both: equation(name, { arrays: ['a', 'b'] }, ({ a, b }) => ({ y: define(a, b) })),
    right: equation(name, { arrays: ['a'], uniforms: ['b'] }, ({ a, b }) => ({ y: define(a, b) })),
    left: equation(name, { arrays: ['b'], uniforms: ['a'] }, ({ a, b }) => ({ y: define(a, b) })),
  };
}

/** Applies the equation that fits the operands, of which at most one is a number. */
export function binary(
  { both, right, left }: ReturnType<typeof binaryEquations>,
  a: Tensor | number,
  b: Tensor | number,
): Tensor {
  if (typeof a !== 'number') {
    const [y] = typeof b === 'number' ? applyInOrder(right, [a], [b]) : applyInOrder(both, [a, b]);
    return y as Tensor;
  }
  if (typeof b !== 'number') return applyInOrder(left, [b], [a])[0] as Tensor;
  throw new ArgumentError(
    both.name,
    `${a} and ${b} are both numbers; one of the operands must be a tensor.`,
    { a, b },
  );
}

const addition = binaryEquations('add', scalar.add);
const subtraction = binaryEquations('subtract', scalar.sub);
const multiplication = binaryEquations('multiply', scalar.mul);
const division = binaryEquations('divide', scalar.div);
const maxima = binaryEquations('maximum', scalar.max);
const minima = binaryEquations('minimum', scalar.min);

/**
 * Computes `a + b`, element by element. Shapes broadcast.
 *
 * @throws ArgumentError if an operand is neither a tensor nor a number, or if both are numbers.
 * @throws ShapeError if the shapes do not broadcast.
 */
export function add(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(addition, a, b);
}

/** Computes `a - b`, element by element. See `add` for shapes and errors. */
export function subtract(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(subtraction, a, b);
}

/** Computes `a b`, element by element. See `add` for shapes and errors. */
export function multiply(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(multiplication, a, b);
}

/** Computes `a / b`, element by element. See `add` for shapes and errors. */
export function divide(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(division, a, b);
}

/**
 * Returns the larger of two numbers, element by element. Two equal numbers get half of the gradient
 * each. See `add` for shapes and errors.
 */
export function maximum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(maxima, a, b);
}

/**
 * Returns the smaller of two numbers, element by element. Two equal numbers get half of the
 * gradient each. See `add` for shapes and errors.
 */
export function minimum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(minima, a, b);
}
