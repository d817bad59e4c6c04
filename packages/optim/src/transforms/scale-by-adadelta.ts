import { add, div, mul, sqrt } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';

/** Options of `scaleByAdadelta`. */
export interface ScaleByAdadeltaOptions {
  /** How much of the running means of squares stays at each step. Default 0.9. */
  readonly rho?: number;
  /** Added to both means under their roots. Default 1e-6. */
  readonly eps?: number;
}

/**
 * Gives the gradient the size of recent changes (Zeiler 2012, arXiv:1212.5701), so that it has the unit of the parameter:
 *
 * ```
 * s = ρ s + (1 - ρ) g²
 * u = √(c + eps) / √(s + eps) * g
 * c = ρ c + (1 - ρ) u²
 * ```
 *
 * Throws `ArgumentError` unless rho is from 0 to 1 and eps is at least 0.
 */
export function scaleByAdadelta({ rho = 0.9, eps = 1e-6 }: ScaleByAdadeltaOptions = {}): Transform {
  requireRange('scaleByAdadelta', 'rho', rho, { least: 0, most: 1 });
  requireRange('scaleByAdadelta', 'eps', eps, { least: 0 });
  return transform({
    name: 'adadelta',
    slots: { square: 0, change: 0 },
    update(gradient, { slots }) {
      const square = add(mul(rho, slots.square), mul(1 - rho, mul(gradient, gradient)));
      const update = mul(div(sqrt(add(slots.change, eps)), sqrt(add(square, eps))), gradient);
      const change = add(mul(rho, slots.change), mul(1 - rho, mul(update, update)));
      return { gradient: update, slots: { square, change } };
    },
  });
}
