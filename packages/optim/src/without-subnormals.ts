import { abs, type Expression, less, select } from '@tbptt/core/equation';

/** The smallest number that single precision holds in full, 2⁻¹²⁶. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Returns `value`, or 0 if its magnitude is below 2⁻¹²⁶, the smallest number that single precision
 * holds in full.
 *
 * A running mean whose gradient has become 0 (a dead unit, a symbol that no longer occurs) decays
 * into such numbers and then stays among them, since rounding lets it shrink no further. Processors
 * compute with them several times to a hundred times as slowly, and WebAssembly cannot tell them
 * not to.
 */
export function withoutSubnormals(value: Expression): Expression {
  return select(less(abs(value), SMALLEST_NORMAL), 0, value);
}
