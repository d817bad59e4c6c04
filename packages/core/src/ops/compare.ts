import * as scalar from '../equation/build.js';
import type { Expression } from '../equation/expression.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary, binaryEquations } from './arithmetic.js';

/** Returns the equations of a condition, which are 1 where it holds and 0 elsewhere. */
function conditions(name: string, define: (a: Expression, b: Expression) => Expression) {
  return binaryEquations(name, (a, b) => scalar.select(define(a, b), 1, 0));
}

const equality = conditions('equal', scalar.equal);
const lesser = conditions('less', scalar.less);
const atMost = conditions('lessOrEqual', scalar.lessOrEqual);
const larger = conditions('greater', scalar.greater);
const atLeast = conditions('greaterOrEqual', scalar.greaterOrEqual);

/**
 * Returns 1 where `a = b` and 0 elsewhere. NaN equals nothing. Shapes broadcast. No gradient flows
 * through the operation.
 *
 * @throws ArgumentError if an operand is neither a tensor nor a number, or if both are numbers.
 * @throws ShapeError if the shapes do not broadcast.
 */
export function equal(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(equality, a, b);
}

/** Returns 1 where `a < b` and 0 elsewhere. See `equal`. */
export function less(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(lesser, a, b);
}

/** Returns 1 where `a <= b` and 0 elsewhere. See `equal`. */
export function lessOrEqual(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(atMost, a, b);
}

/** Returns 1 where `a > b` and 0 elsewhere. See `equal`. */
export function greater(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(larger, a, b);
}

/** Returns 1 where `a >= b` and 0 elsewhere. See `equal`. */
export function greaterOrEqual(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(atLeast, a, b);
}
