import { add, div, type Expression, mul, sqrt, sub } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type StepContext, type Symbols, type Transform, transform } from '../transform.js';
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
 * Adam with Nesterov's momentum (Dozat 2016): the first moment looks a step ahead, by a momentum μ that grows. With `t = 1` at the first
 * update of a parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²        μ(t) = β₁ (1 - 0.96^(t momentumDecay) / 2)
 * u = (μ(t+1) / (1 - Π μ(1..t+1)) * m + (1 - μ(t)) / (1 - Π μ(1..t)) * g) / (√(v / (1 - β₂ᵗ)) + eps)
 * ```
 *
 * If β₁ is a schedule, the product of the momenta is a slot of its own, since it depends on the betas of the steps before.
 *
 * @throws ArgumentError unless both betas are from 0 to below 1, and eps and momentumDecay at least 0.
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
  const growth = (t: number): number => 1 - 0.96 ** (t * momentumDecay) / 2;
  const mu = ({ step, updates }: StepContext): number => beta1(step) * growth(updates + 1);
  const nextMu = ({ step, updates }: StepContext): number => beta1(step) * growth(updates + 2);
  const rootCorrection = ({ step, updates }: StepContext): number =>
    1 / Math.sqrt(1 - beta2(step) ** (updates + 1));
  const scaled = (
    gradient: Expression,
    { mean, variance }: Symbols<typeof momentSlots>,
    [meanWeight, gradientWeight]: readonly [Expression, Expression],
    correction: Expression,
  ): Expression =>
    div(add(mul(meanWeight, mean), mul(gradientWeight, gradient)), add(mul(sqrt(variance), correction), eps));

  if (typeof betas[0] !== 'number') {
    return transform({
      name: 'nadam',
      slots: { ...momentSlots, momentumProduct: 1 },
      uniforms: { ...moments.uniforms, mu, nextMu, rootCorrection },
      update(gradient, { slots, uniforms }) {
        const updated = updatedMoments(gradient, slots, uniforms);
        const momentumProduct = mul(slots.momentumProduct, uniforms.mu);
        const weights = [
          div(uniforms.nextMu, sub(1, mul(momentumProduct, uniforms.nextMu))),
          div(sub(1, uniforms.mu), sub(1, momentumProduct)),
        ] as const;
        return {
          gradient: scaled(gradient, updated, weights, uniforms.rootCorrection),
          slots: { ...updated, momentumProduct },
        };
      },
    });
  }

  const product = runningProduct((n) => beta1(n) * growth(n + 1));
  return transform({
    name: 'nadam',
    slots: momentSlots,
    uniforms: {
      ...moments.uniforms,
      meanWeight: (context) => nextMu(context) / (1 - product(context.updates) * nextMu(context)),
      gradientWeight: (context) => (1 - mu(context)) / (1 - product(context.updates)),
      rootCorrection,
    },
    update(gradient, { slots, uniforms }) {
      const updated = updatedMoments(gradient, slots, uniforms);
      const weights = [uniforms.meanWeight, uniforms.gradientWeight] as const;
      return { gradient: scaled(gradient, updated, weights, uniforms.rootCorrection), slots: updated };
    },
  });
}
