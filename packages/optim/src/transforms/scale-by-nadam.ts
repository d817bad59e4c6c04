import { add, div, type Expression, mul, sqrt, sub } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type StepContext, type Symbols, type Transform, transform } from '../transform.js';
import { type Betas, DEFAULT_BETAS, momentSlots, runningMoments, updatedMoments } from './running-moments.js';
import { runningProduct } from './running-product.js';

/** Options of `scaleByNAdam`. */
export interface ScaleByNAdamOptions {
  /**
   * The shares of the first and of the second moment that are kept in each update, each a number or
   * a schedule. Default: `[0.9, 0.999]`.
   */
  readonly betas?: Betas;
  /** Added to the root. Default: 1e-8. */
  readonly eps?: number;
  /** How fast the momentum μ grows from β₁/2 to β₁. Default: 4e-3. */
  readonly momentumDecay?: number;
}

/** The names of these options. */
export const NADAM_OPTIONS: OptionNames<ScaleByNAdamOptions> = {
  betas: true,
  eps: true,
  momentumDecay: true,
};

/**
 * Adam with Nesterov's momentum (Dozat 2016): the first moment looks a step ahead, by a momentum μ
 * that grows. With `t = 1` in the first update of a parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²        μ(t) = β₁ (1 - 0.96^(t momentumDecay) / 2)
 * u = (μ(t+1) / (1 - Π μ(1..t+1)) * m + (1 - μ(t)) / (1 - Π μ(1..t)) * g) / (√(v / (1 - β₂ᵗ)) + eps)
 * ```
 *
 * If β₁ is a schedule, the product of the momenta depends on the steps in which a parameter took
 * part, and is kept in a third slot.
 *
 * @throws ArgumentError unless both betas are from 0 to below 1, and eps and momentumDecay at least 0.
 */
export function scaleByNAdam(options?: ScaleByNAdamOptions): Transform {
  const {
    betas = DEFAULT_BETAS,
    eps = 1e-8,
    momentumDecay = 4e-3,
  } = optionsOf('scaleByNAdam', options, NADAM_OPTIONS);
  const moments = runningMoments('scaleByNAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireNumber('scaleByNAdam', 'eps', eps, NOT_NEGATIVE);
  requireNumber('scaleByNAdam', 'momentumDecay', momentumDecay, NOT_NEGATIVE);
  const growth = (t: number): number => 1 - 0.96 ** (t * momentumDecay) / 2;
  const mu = ({ step, updates }: StepContext): number => beta1(step) * growth(updates + 1);
  const nextMu = ({ step, updates }: StepContext): number => beta1(step) * growth(updates + 2);
  const rootCorrection = ({ step, updates }: StepContext): number =>
    1 / Math.sqrt(1 - beta2(step) ** (updates + 1));
  const scaled = (
    gradient: Expression,
    { firstMoment, secondMoment }: Symbols<typeof momentSlots>,
    [momentWeight, gradientWeight]: readonly [Expression, Expression],
    correction: Expression,
  ): Expression => {
    const ahead = add(mul(momentWeight, firstMoment), mul(gradientWeight, gradient));
    return div(ahead, add(mul(sqrt(secondMoment), correction), eps));
  };

  if (typeof betas[0] !== 'number') {
    return transform({
      name: 'nadam',
      slots: { ...momentSlots, momentumProduct: 1 },
      notNegative: ['secondMoment', 'momentumProduct'],
      uniforms: { ...moments.uniforms, mu, nextMu, rootCorrection },
      update(gradient, { slots, uniforms }) {
        const updated = updatedMoments(gradient, slots, uniforms, moments.side);
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
    notNegative: ['secondMoment'],
    uniforms: {
      ...moments.uniforms,
      momentWeight: (context) => nextMu(context) / (1 - product(context.updates) * nextMu(context)),
      gradientWeight: (context) => (1 - mu(context)) / (1 - product(context.updates)),
      rootCorrection,
    },
    update(gradient, { slots, uniforms }) {
      const updated = updatedMoments(gradient, slots, uniforms, moments.side);
      const weights = [uniforms.momentWeight, uniforms.gradientWeight] as const;
      return { gradient: scaled(gradient, updated, weights, uniforms.rootCorrection), slots: updated };
    },
  });
}
