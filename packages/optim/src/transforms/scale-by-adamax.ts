import { abs, add, div, max, mul } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';
import { type Betas, runningMoments, updatedMean } from './running-moments.js';

/** Options of `scaleByAdamax`. */
export interface ScaleByAdamaxOptions {
  /** How much of the running mean and of the running maximum stays at each step, each a number or a schedule. Default `[0.9, 0.999]`. */
  readonly betas?: Betas;
  /** Added to the magnitude of the gradient. Default 1e-8. */
  readonly eps?: number;
}

/**
 * Divides a running mean of the gradient by a fading maximum of its magnitude: Adam with the infinity norm in place of the second moment
 * (Kingma & Ba 2015, arXiv:1412.6980, section 7.1). With `t = 1` at the first update of a
 * parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        n = max(β₂ n, |g| + eps)
 * u = m / (1 - β₁ᵗ) / n
 * ```
 *
 * Throws `ArgumentError` unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByAdamax({ betas = [0.9, 0.999], eps = 1e-8 }: ScaleByAdamaxOptions = {}): Transform {
  const moments = runningMoments('scaleByAdamax', betas);
  const [beta1, beta2] = moments.betas;
  requireRange('scaleByAdamax', 'eps', eps, { least: 0 });
  return transform({
    name: 'adamax',
    slots: { mean: 0, largest: 0 },
    uniforms: {
      meanShare: moments.uniforms.meanShare,
      largestKept: ({ step }) => beta2(step),
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
    },
    update(gradient, { slots, uniforms }) {
      const mean = updatedMean(gradient, slots.mean, uniforms.meanShare);
      const largest = max(mul(uniforms.largestKept, slots.largest), add(abs(gradient), eps));
      return { gradient: div(mul(mean, uniforms.meanCorrection), largest), slots: { mean, largest } };
    },
  });
}
