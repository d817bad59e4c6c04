import { add, div, max, mul, sqrt } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';
import { type Betas, momentSlots, runningMoments, updatedMoments } from './running-moments.js';

/** Options of `scaleByAdam`. */
export interface ScaleByAdamOptions {
  /** How much of the running means of the gradient and of its square stays at each step, each a number or a schedule. Default `[0.9, 0.999]`. */
  readonly betas?: Betas;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** Whether to divide by the largest second moment so far (Reddi et al. 2018, arXiv:1904.09237). Default false. */
  readonly amsgrad?: boolean;
}

/**
 * Divides a running mean of the gradient by the root of a running mean of its square, both corrected for their start from zero
 * (Kingma & Ba 2015, arXiv:1412.6980). With `t = 1` at the first update of a
 * parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²
 * u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + eps)
 * ```
 *
 * Throws `ArgumentError` unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByAdam({
  betas = [0.9, 0.999],
  eps = 1e-8,
  amsgrad = false,
}: ScaleByAdamOptions = {}): Transform {
  const moments = runningMoments('scaleByAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireRange('scaleByAdam', 'eps', eps, { least: 0 });
  return transform({
    name: 'adam',
    slots: { ...momentSlots, ...(amsgrad ? { largest: 0 } : {}) },
    uniforms: {
      ...moments.uniforms,
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
      rootCorrection: ({ step, updates }) => 1 / Math.sqrt(1 - beta2(step) ** (updates + 1)),
    },
    update(gradient, { slots, uniforms }) {
      const { mean, variance } = updatedMoments(gradient, slots, uniforms);
      const largest = slots.largest === undefined ? variance : max(slots.largest, variance);
      const root = add(mul(sqrt(largest), uniforms.rootCorrection), eps);
      return {
        gradient: div(mul(mean, uniforms.meanCorrection), root),
        slots: { mean, variance, ...(slots.largest && { largest }) },
      };
    },
  });
}
