import { add, div, type Expression, min, mul } from '@tbptt/core/equation';
import { norm } from '../norm.js';
import { requireNormOrder } from '../norm-order.js';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/** Options of `clipByGlobalNorm`. */
export interface ClipByGlobalNormOptions {
  /**
   * The order of the norm: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest
   * magnitude). Default: 2.
   */
  readonly norm?: number;
}

/** Returns the factor `min(1, limit / (norm + 1e-6))`. */
export function clippingCoefficient(limit: Expression, size: Expression): Expression {
  return min(1, div(limit, add(size, 1e-6)));
}

/**
 * Shrinks the whole gradient if its norm over all parameters exceeds `limit`: multiplies it by
 * `min(1, limit / (norm + 1e-6))` (Pascanu et al. 2013, arXiv:1211.5063).
 *
 * The norm before clipping is the optimizer's `gradientNorm`. `clipByGlobalNorm(Infinity)` only
 * measures. A NaN or infinite norm ends the step with a `NonFiniteError` before anything is
 * changed.
 *
 * @throws ArgumentError unless the limit is greater than 0 and the norm is 1, 2 or infinity.
 */
export function clipByGlobalNorm(limit: number, options?: ClipByGlobalNormOptions): Transform {
  const { norm: order = 2 } = optionsOf('clipByGlobalNorm', options, { norm: true });
  if (limit !== Number.POSITIVE_INFINITY) requireNumber('clipByGlobalNorm', 'the limit', limit, { above: 0 });
  requireNormOrder('clipByGlobalNorm', order);
  return transform({
    name: 'clipByGlobalNorm',
    norm: norm(order),
    uniforms: { limit: () => limit },
    update: (gradient, { uniforms, gradientNorm }) => ({
      gradient: mul(clippingCoefficient(uniforms.limit, gradientNorm), gradient),
    }),
  });
}
