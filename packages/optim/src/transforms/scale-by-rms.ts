import { add, div, max, mul, sqrt, sub } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames, requireRange } from '@tbptt/core/operation';
import { optionsOf, requireFlag, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { lerp, nearerSide } from './lerp.js';
import { weightedSquare } from './running-moments.js';

/** Options of `scaleByRMS`. */
export interface ScaleByRMSOptions {
  /** The share of the moments that is kept in each update. Default: 0.99. */
  readonly alpha?: number;
  /** Added to the root. Default: 1e-8. */
  readonly eps?: number;
  /**
   * Whether to subtract the square of the first moment from the second, which gives the variance.
   * Default: false.
   */
  readonly centered?: boolean;
}

/** The names of these options. */
export const RMS_OPTIONS: OptionNames<ScaleByRMSOptions> = { alpha: true, eps: true, centered: true };

/**
 * Divides the gradient by the root of a running mean of its square (Tieleman & Hinton 2012):
 * `v = α v + (1 - α) g²`, `u = g / (√v + eps)`. Centered, it keeps `m = α m + (1 - α) g` too and
 * divides by `√(v - m²) + eps` (Graves 2013, arXiv:1308.0850).
 *
 * If rounding makes `v - m²` negative, it counts as 0.
 *
 * @throws ArgumentError unless alpha is from 0 to below 1 and eps at least 0.
 */
export function scaleByRMS(options?: ScaleByRMSOptions): Transform {
  const { alpha = 0.99, eps = 1e-8, centered = false } = optionsOf('scaleByRMS', options, RMS_OPTIONS);
  requireRange('scaleByRMS', 'alpha', alpha, { least: 0, below: 1 });
  requireNumber('scaleByRMS', 'eps', eps, NOT_NEGATIVE);
  requireFlag('scaleByRMS', 'centered', centered);
  const side = nearerSide(1 - alpha);
  return transform({
    name: 'rms',
    slots: { secondMoment: 0, ...(centered ? { firstMoment: 0 } : {}) },
    notNegative: ['secondMoment'],
    update(gradient, { slots }) {
      const secondMoment = add(mul(alpha, slots.secondMoment), weightedSquare(1 - alpha, gradient));
      if (slots.firstMoment === undefined)
        return { gradient: div(gradient, add(sqrt(secondMoment), eps)), slots: { secondMoment } };
      const firstMoment = lerp(slots.firstMoment, gradient, { end: 1 - alpha, start: alpha }, side);
      const variance = max(sub(secondMoment, mul(firstMoment, firstMoment)), 0);
      return { gradient: div(gradient, add(sqrt(variance), eps)), slots: { secondMoment, firstMoment } };
    },
  });
}
