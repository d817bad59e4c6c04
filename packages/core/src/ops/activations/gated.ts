import { less, mul, type Scalar, select } from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';

/** At this number and above, every gate is 1 in double precision. */
const OPEN = 40;
/** At this number and below, every gate is 0 in double precision. */
const SHUT = -1000;

/**
 * Returns `x g(x)` for a gate `g` that rises from 0 to 1, as in silu, gelu and mish. Above `OPEN`
 * the result is `x` itself. The gate never receives an infinity, so neither the value nor the
 * derivative multiplies infinity by 0.
 */
export function gated(x: Expression, gate: (x: Expression) => Scalar): Expression {
  const within = select(less(OPEN, x), OPEN, select(less(x, SHUT), SHUT, x));
  return select(less(OPEN, x), x, mul(within, gate(within)));
}
