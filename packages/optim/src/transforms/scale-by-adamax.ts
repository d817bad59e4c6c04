import { abs, add, div, max, mul } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { type Betas, DEFAULT_BETAS, runningMoments, updatedFirstMoment } from './running-moments.js';

/** Options of `scaleByAdamax`. */
export interface ScaleByAdamaxOptions {
  /**
   * The shares of the first moment and of the norm that are kept in each update, each a number or a
   * schedule. Default: `[0.9, 0.999]`.
   */
  readonly betas?: Betas;
  /** Added to the magnitude of the gradient. Default: 1e-8. */
  readonly eps?: number;
}

/** The names of these options. */
export const ADAMAX_OPTIONS: OptionNames<ScaleByAdamaxOptions> = { betas: true, eps: true };

/**
 * Divides a running mean of the gradient by a decaying maximum of its magnitude: Adam with the
 * infinity norm instead of the second moment (Kingma & Ba 2015, arXiv:1412.6980, section 7.1). With
 * `t = 1` in the first update of a parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        n = max(β₂ n, |g| + eps)
 * u = m / (1 - β₁ᵗ) / n
 * ```
 *
 * @throws ArgumentError unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByAdamax(options?: ScaleByAdamaxOptions): Transform {
  const { betas = DEFAULT_BETAS, eps = 1e-8 } = optionsOf('scaleByAdamax', options, ADAMAX_OPTIONS);
  const moments = runningMoments('scaleByAdamax', betas);
  const [beta1] = moments.betas;
  const { firstKept, firstShare, secondKept } = moments.uniforms;
  requireNumber('scaleByAdamax', 'eps', eps, NOT_NEGATIVE);
  return transform({
    name: 'adamax',
    slots: { firstMoment: 0, infinityNorm: 0 },
    notNegative: ['infinityNorm'],
    uniforms: {
      firstKept,
      firstShare,
      normKept: secondKept,
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
    },
    update(gradient, { slots, uniforms }) {
      const firstMoment = updatedFirstMoment(gradient, slots.firstMoment, uniforms, moments.side);
      const infinityNorm = max(mul(uniforms.normKept, slots.infinityNorm), add(abs(gradient), eps));
      return {
        gradient: div(mul(firstMoment, uniforms.meanCorrection), infinityNorm),
        slots: { firstMoment, infinityNorm },
      };
    },
  });
}
