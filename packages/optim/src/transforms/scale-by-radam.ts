import { add, div, greater, mul, select, sqrt } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { type Betas, DEFAULT_BETAS, momentSlots, runningMoments, updatedMoments } from './running-moments.js';

/** Options of `scaleByRAdam`. */
export interface ScaleByRAdamOptions {
  /**
   * The shares of the first and of the second moment that are kept in each update, each a number or
   * a schedule. Default: `[0.9, 0.999]`.
   */
  readonly betas?: Betas;
  /** Added to the root. Default: 1e-8. */
  readonly eps?: number;
}

/** The names of these options. */
export const RADAM_OPTIONS: OptionNames<ScaleByRAdamOptions> = { betas: true, eps: true };

/**
 * Adam that follows the first moment alone while too few squares have been seen to estimate the
 * second, and rectifies the estimate after that (Liu et al. 2020, arXiv:1908.03265), as PyTorch has
 * it. With `t = 1` in the first update of a parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²
 * ρ∞ = 2 / (1 - β₂) - 1        ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)
 * r = √( (ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ) )
 * u = m / (1 - β₁ᵗ) * (ρ > 5 ? r √(1 - β₂ᵗ) / (√v + eps) : 1)
 * ```
 *
 * @throws ArgumentError unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByRAdam(options?: ScaleByRAdamOptions): Transform {
  const { betas = DEFAULT_BETAS, eps = 1e-8 } = optionsOf('scaleByRAdam', options, RADAM_OPTIONS);
  const moments = runningMoments('scaleByRAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireNumber('scaleByRAdam', 'eps', eps, NOT_NEGATIVE);
  return transform({
    name: 'radam',
    slots: momentSlots,
    notNegative: ['secondMoment'],
    uniforms: {
      ...moments.uniforms,
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
      rectification: ({ step, updates }) => rectification(beta2(step), updates + 1),
    },
    update(gradient, { slots, uniforms }) {
      const updated = updatedMoments(gradient, slots, uniforms, moments.side);
      const corrected = mul(updated.firstMoment, uniforms.meanCorrection);
      const scaled = div(mul(corrected, uniforms.rectification), add(sqrt(updated.secondMoment), eps));
      return { gradient: select(greater(uniforms.rectification, 0), scaled, corrected), slots: updated };
    },
  });
}

/** `r √(1 - β₂ᵗ)` in update `t`, or 0 if too few squares have been seen. */
function rectification(beta2: number, t: number): number {
  const correction = 1 - beta2 ** t;
  const limit = 2 / (1 - beta2) - 1;
  const length = limit - (2 * t * beta2 ** t) / correction;
  if (!(length > 5)) return 0;
  const squared = ((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length);
  return Math.sqrt(squared * correction);
}
