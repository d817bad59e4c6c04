import { add, mul } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';
import { sign } from './sign.js';

/**
 * Adds `coefficient * sign(p)` to the gradient, which is the gradient of the penalty `coefficient * |p|₁` (L1; Tibshirani 1996) with 0 where
 * `p` is 0. It pulls every weight towards 0 with the same force, where `weightDecay` (L2) pulls large ones harder.
 *
 * Throws `ArgumentError` unless the coefficient is at least 0.
 */
export function l1Decay(coefficient: number): Transform {
  requireRange('l1Decay', 'the coefficient', coefficient, { least: 0 });
  return transform({
    name: 'l1Decay',
    update: (gradient, { parameter }) => ({ gradient: add(gradient, mul(coefficient, sign(parameter))) }),
  });
}
