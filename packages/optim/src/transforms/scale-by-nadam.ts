import { add, div, mul, sqrt } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import type { Schedule } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';
import { type Betas, momentSlots, runningMoments, updatedMoments } from './running-moments.js';
import { runningProduct } from './running-product.js';

/** Options of `scaleByNAdam`. */
export interface ScaleByNAdamOptions {
  /** How much of the running means of the gradient and of its square stays at each step, each a number or a schedule. Default `[0.9, 0.999]`. */
  readonly betas?: Betas;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** How fast the momentum grows from β₁/2 to β₁; the larger, the faster. Default 4e-3. */
  readonly momentumDecay?: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016): the running mean looks a step ahead, by a momentum μ that grows. With `t = 1` at the first step,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²        μ(t) = β₁ (1 - 0.96^(t momentumDecay) / 2)
 * u = (μ(t+1) / (1 - Π μ(1..t+1)) * m + (1 - μ(t)) / (1 - Π μ(1..t)) * g) / (√(v / (1 - β₂ᵗ)) + eps)
 * ```
 *
 * Throws `ArgumentError` unless both betas are from 0 to below 1 and eps and momentumDecay are at least 0.
 */
export function scaleByNAdam({
  betas = [0.9, 0.999],
  eps = 1e-8,
  momentumDecay = 4e-3,
}: ScaleByNAdamOptions = {}): Transform {
  const moments = runningMoments('scaleByNAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireRange('scaleByNAdam', 'eps', eps, { least: 0 });
  requireRange('scaleByNAdam', 'momentumDecay', momentumDecay, { least: 0 });
  const growth: Schedule = (t) => 1 - 0.96 ** (t * momentumDecay) / 2;
  const now: Schedule = (step) => beta1(step) * growth(step + 1);
  const next: Schedule = (step) => beta1(step) * growth(step + 2);
  const product = runningProduct(now);
  return transform({
    name: 'nadam',
    slots: momentSlots,
    uniforms: {
      ...moments.uniforms,
      meanWeight: ({ step }) => next(step) / (1 - product(step) * next(step)),
      gradientWeight: ({ step }) => (1 - now(step)) / (1 - product(step)),
      rootCorrection: ({ step }) => 1 / Math.sqrt(1 - beta2(step) ** (step + 1)),
    },
    update(gradient, { slots, uniforms }) {
      const { mean, variance } = updatedMoments(gradient, slots, uniforms);
      const ahead = add(mul(uniforms.meanWeight, mean), mul(uniforms.gradientWeight, gradient));
      const root = add(mul(sqrt(variance), uniforms.rootCorrection), eps);
      return { gradient: div(ahead, root), slots: { mean, variance } };
    },
  });
}
