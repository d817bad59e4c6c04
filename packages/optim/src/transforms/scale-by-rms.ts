import { add, div, max, mul, sqrt, sub } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';

/** Options of `scaleByRMS`. */
export interface ScaleByRMSOptions {
  /** How much of the running mean of the squared gradient stays at each step. Default 0.99. */
  readonly alpha?: number;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** Whether to subtract the square of a running mean of the gradient, which makes of the second moment a variance. Default false. */
  readonly centered?: boolean;
}

/**
 * Divides the gradient by the root of a running mean of its square (Tieleman & Hinton 2012):
 * `s = α s + (1 - α) g²`, `u = g / (√s + eps)`; centered, `m = α m + (1 - α) g` and `√(s - m²)` (Graves 2013, arXiv:1308.0850).
 *
 * Where rounding makes `s - m²` negative it counts as 0.
 *
 * Throws `ArgumentError` unless alpha is from 0 to below 1 and eps is at least 0.
 */
export function scaleByRMS({
  alpha = 0.99,
  eps = 1e-8,
  centered = false,
}: ScaleByRMSOptions = {}): Transform {
  requireRange('scaleByRMS', 'alpha', alpha, { least: 0, below: 1 });
  requireRange('scaleByRMS', 'eps', eps, { least: 0 });
  return transform({
    name: 'rms',
    slots: { square: 0, ...(centered ? { mean: 0 } : {}) },
    update(gradient, { slots }) {
      const square = add(mul(alpha, slots.square), mul(1 - alpha, mul(gradient, gradient)));
      if (slots.mean === undefined)
        return { gradient: div(gradient, add(sqrt(square), eps)), slots: { square } };
      const mean = add(slots.mean, mul(1 - alpha, sub(gradient, slots.mean)));
      const variance = max(sub(square, mul(mean, mean)), 0);
      return { gradient: div(gradient, add(sqrt(variance), eps)), slots: { square, mean } };
    },
  });
}
