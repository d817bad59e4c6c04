import { type Expression, greater, less, select } from '@tbptt/core/equation';

/** Returns the sign of an expression, -1 or 1. For 0 and NaN, returns the expression itself. */
export function sign(x: Expression): Expression {
  return select(greater(x, 0), 1, select(less(x, 0), -1, x));
}
