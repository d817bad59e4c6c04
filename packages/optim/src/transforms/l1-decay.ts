import { add, mul } from '@tbptt/core/equation';
import { requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { sign } from './sign.js';

/**
 * Adds `coefficient * sign(p)` to the gradient, or 0 if `p` is 0. This is the gradient of the penalty
 * `coefficient * |p|₁` (L1; Tibshirani 1996). It pulls every weight towards 0 with the same force,
 * whereas `weightDecay` (L2) pulls large weights harder.
 *
 * @throws ArgumentError unless the coefficient is at least 0.
 */
export function l1Decay(coefficient: number): Transform {
  requireNumber('l1Decay', 'the coefficient', coefficient, { least: 0 });
  return transform({
    name: 'l1Decay',
    update: (gradient, { parameter }) => ({ gradient: add(gradient, mul(coefficient, sign(parameter))) }),
  });
}
