import { add, div, mul, sqrt } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { weightedSquare } from './running-moments.js';

/** Options of `scaleByAdadelta`. */
export interface ScaleByAdadeltaOptions {
  /** The share of both second moments that is kept in each update. Default: 0.9. */
  readonly rho?: number;
  /** Added to both second moments under their roots. Default: 1e-6. */
  readonly eps?: number;
}

/** The names of these options. */
export const ADADELTA_OPTIONS: OptionNames<ScaleByAdadeltaOptions> = { rho: true, eps: true };

/**
 * Scales the gradient to the size of recent updates, so that it has the unit of the parameter
 * (Zeiler 2012, arXiv:1212.5701):
 *
 * ```
 * s = ρ s + (1 - ρ) g²
 * u = √(c + eps) / √(s + eps) * g
 * c = ρ c + (1 - ρ) u²
 * ```
 *
 * @throws ArgumentError unless rho is from 0 to 1 and eps at least 0.
 */
export function scaleByAdadelta(options?: ScaleByAdadeltaOptions): Transform {
  const { rho = 0.9, eps = 1e-6 } = optionsOf('scaleByAdadelta', options, ADADELTA_OPTIONS);
  requireNumber('scaleByAdadelta', 'rho', rho, { least: 0, most: 1 });
  requireNumber('scaleByAdadelta', 'eps', eps, NOT_NEGATIVE);
  return transform({
    name: 'adadelta',
    slots: { secondMoment: 0, updateSecondMoment: 0 },
    notNegative: ['secondMoment', 'updateSecondMoment'],
    update(gradient, { slots }) {
      const secondMoment = add(mul(rho, slots.secondMoment), weightedSquare(1 - rho, gradient));
      const update = mul(
        div(sqrt(add(slots.updateSecondMoment, eps)), sqrt(add(secondMoment, eps))),
        gradient,
      );
      const updateSecondMoment = add(mul(rho, slots.updateSecondMoment), weightedSquare(1 - rho, update));
      return { gradient: update, slots: { secondMoment, updateSecondMoment } };
    },
  });
}
