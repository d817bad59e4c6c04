import { add, div, greater, mul, select, sqrt } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';
import { type Betas, momentSlots, runningMoments, updatedMoments } from './running-moments.js';

/** Options of `scaleByRAdam`. */
export interface ScaleByRAdamOptions {
  /** How much of the running means of the gradient and of its square stays at each step, each a number or a schedule. Default `[0.9, 0.999]`. */
  readonly betas?: Betas;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
}

/**
 * Adam that follows the mean alone as long as too few squares have been seen to know the variance, and scales with care after that (Liu et al.
 * 2020, arXiv:1908.03265), as PyTorch has it. With `t = 1` at the first update of a
 * parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²
 * ρ∞ = 2 / (1 - β₂) - 1        ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)
 * r = √( (ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ) )
 * u = m / (1 - β₁ᵗ) * (ρ > 5 ? r √(1 - β₂ᵗ) / (√v + eps) : 1)
 * ```
 *
 * Throws `ArgumentError` unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByRAdam({ betas = [0.9, 0.999], eps = 1e-8 }: ScaleByRAdamOptions = {}): Transform {
  const moments = runningMoments('scaleByRAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireRange('scaleByRAdam', 'eps', eps, { least: 0 });
  return transform({
    name: 'radam',
    slots: momentSlots,
    uniforms: {
      ...moments.uniforms,
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
      rectification: ({ step, updates }) => rectification(beta2(step), updates + 1),
    },
    update(gradient, { slots, uniforms }) {
      const { mean, variance } = updatedMoments(gradient, slots, uniforms);
      const corrected = mul(mean, uniforms.meanCorrection);
      const scaled = div(mul(corrected, uniforms.rectification), add(sqrt(variance), eps));
      return {
        gradient: select(greater(uniforms.rectification, 0), scaled, corrected),
        slots: { mean, variance },
      };
    },
  });
}

/** `r √(1 - β₂ᵗ)` at step `t`, or 0 where the variance is not known well enough. */
function rectification(beta2: number, t: number): number {
  const correction = 1 - beta2 ** t;
  const limit = 2 / (1 - beta2) - 1;
  const length = limit - (2 * t * beta2 ** t) / correction;
  if (!(length > 5)) return 0;
  const squared = ((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length);
  return Math.sqrt(squared * correction);
}
