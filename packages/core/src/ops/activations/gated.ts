import { less, mul, type Scalar, select } from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';

/** From here on every gate is 1 in double precision. */
const OPEN = 40;
/** Up to here every gate is 0 in double precision. */
const SHUT = -1000;

/**
 * `x g(x)` for a gate `g` that rises from 0 to 1: what silu, gelu and mish have in common. Beyond `OPEN` it is x itself, and the gate never
 * sees an infinity, so that neither the value nor the derivative multiplies infinity by 0.
 */
export function gated(x: Expression, gate: (x: Expression) => Scalar): Expression {
  const within = select(less(OPEN, x), OPEN, select(less(x, SHUT), SHUT, x));
  return select(less(OPEN, x), x, mul(within, gate(within)));
}
