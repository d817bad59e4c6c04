import { add, div, mul, sqrt } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';

/** Options of `scaleByAdagrad`. */
export interface ScaleByAdagradOptions {
  /** What the sums of squares start from. Default 0. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root. Default 1e-10. */
  readonly eps?: number;
}

/**
 * Divides the gradient by the root of the sum of its squares so far: `s = s + g²`, `u = g / (√s + eps)`
 * (Duchi, Hazan & Singer 2011).
 *
 * Throws `ArgumentError` unless both options are at least 0.
 */
export function scaleByAdagrad({
  initialAccumulatorValue = 0,
  eps = 1e-10,
}: ScaleByAdagradOptions = {}): Transform {
  requireRange('scaleByAdagrad', 'initialAccumulatorValue', initialAccumulatorValue, { least: 0 });
  requireRange('scaleByAdagrad', 'eps', eps, { least: 0 });
  return transform({
    name: 'adagrad',
    slots: { sum: initialAccumulatorValue },
    update(gradient, { slots }) {
      const sum = add(slots.sum, mul(gradient, gradient));
      return { gradient: div(gradient, add(sqrt(sum), eps)), slots: { sum } };
    },
  });
}
