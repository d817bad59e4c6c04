import { add, div, max, mul, sqrt } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireFlag, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { type Betas, DEFAULT_BETAS, momentSlots, runningMoments, updatedMoments } from './running-moments.js';

/** Options of `scaleByAdam`. */
export interface ScaleByAdamOptions {
  /**
   * The shares of the first and of the second moment that are kept in each update, each a number or
   * a schedule. Default: `[0.9, 0.999]`.
   */
  readonly betas?: Betas;
  /** Added to the root. Default: 1e-8. */
  readonly eps?: number;
  /**
   * Whether to divide by the largest second moment so far (Reddi et al. 2018, arXiv:1904.09237).
   * Default: false.
   */
  readonly amsgrad?: boolean;
}

/** The names of these options. */
export const ADAM_OPTIONS: OptionNames<ScaleByAdamOptions> = { betas: true, eps: true, amsgrad: true };

/**
 * Divides a running mean of the gradient by the root of a running mean of its square, both
 * corrected for their start from zero (Kingma & Ba 2015, arXiv:1412.6980). With `t = 1` in the
 * first update of a parameter,
 *
 * ```
 * m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²
 * u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + eps)
 * ```
 *
 * In single precision the second moment is finite up to gradients of `1.8e19 / √(1 - β₂)`, as in PyTorch.
 *
 * @throws ArgumentError unless both betas are from 0 to below 1 and eps is at least 0.
 */
export function scaleByAdam(options?: ScaleByAdamOptions): Transform {
  const {
    betas = DEFAULT_BETAS,
    eps = 1e-8,
    amsgrad = false,
  } = optionsOf('scaleByAdam', options, ADAM_OPTIONS);
  const moments = runningMoments('scaleByAdam', betas);
  const [beta1, beta2] = moments.betas;
  requireNumber('scaleByAdam', 'eps', eps, NOT_NEGATIVE);
  requireFlag('scaleByAdam', 'amsgrad', amsgrad);
  return transform({
    name: 'adam',
    slots: { ...momentSlots, ...(amsgrad ? { largestSecondMoment: 0 } : {}) },
    notNegative: ['secondMoment', ...(amsgrad ? ['largestSecondMoment'] : [])],
    uniforms: {
      ...moments.uniforms,
      meanCorrection: ({ step, updates }) => 1 / (1 - beta1(step) ** (updates + 1)),
      rootCorrection: ({ step, updates }) => 1 / Math.sqrt(1 - beta2(step) ** (updates + 1)),
    },
    update(gradient, { slots, uniforms }) {
      const { firstMoment, secondMoment } = updatedMoments(gradient, slots, uniforms, moments.side);
      const largest = slots.largestSecondMoment && max(slots.largestSecondMoment, secondMoment);
      const root = add(mul(sqrt(largest ?? secondMoment), uniforms.rootCorrection), eps);
      return {
        gradient: div(mul(firstMoment, uniforms.meanCorrection), root),
        slots: { firstMoment, secondMoment, ...(largest && { largestSecondMoment: largest }) },
      };
    },
  });
}
