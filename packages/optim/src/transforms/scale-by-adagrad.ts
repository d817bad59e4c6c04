import { add, div, mul, sqrt } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/** Options of `scaleByAdagrad`. */
export interface ScaleByAdagradOptions {
  /** The initial value of the sums of squares. Default: 0. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root. Default: 1e-10. */
  readonly eps?: number;
}

/** The names of these options. */
export const ADAGRAD_OPTIONS: OptionNames<ScaleByAdagradOptions> = {
  initialAccumulatorValue: true,
  eps: true,
};

/**
 * Divides the gradient by the root of the sum of its squares so far: `s = s + g²`,
 * `u = g / (√s + eps)` (Duchi, Hazan & Singer 2011). A gradient of more than 1.8e19 makes the sum
 * infinite in single precision, and the parameter moves no more, as in PyTorch.
 *
 * @throws ArgumentError unless both options are at least 0.
 */
export function scaleByAdagrad(options?: ScaleByAdagradOptions): Transform {
  const { initialAccumulatorValue = 0, eps = 1e-10 } = optionsOf('scaleByAdagrad', options, ADAGRAD_OPTIONS);
  requireNumber('scaleByAdagrad', 'initialAccumulatorValue', initialAccumulatorValue, NOT_NEGATIVE);
  requireNumber('scaleByAdagrad', 'eps', eps, NOT_NEGATIVE);
  return transform({
    name: 'adagrad',
    slots: { sumOfSquares: initialAccumulatorValue },
    notNegative: ['sumOfSquares'],
    update(gradient, { slots }) {
      const sumOfSquares = add(slots.sumOfSquares, mul(gradient, gradient));
      return { gradient: div(gradient, add(sqrt(sumOfSquares), eps)), slots: { sumOfSquares } };
    },
  });
}
