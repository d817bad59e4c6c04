import { mul } from '@tbptt/core/equation';
import { norm } from '../norm.js';
import { requireNormOrder } from '../norm-order.js';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { clippingCoefficient } from './clip-by-global-norm.js';

/** Options of `clipByParameterNorm`. */
export interface ClipByParameterNormOptions {
  /**
   * The order of the norm: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest
   * magnitude). Default: 2.
   */
  readonly norm?: number;
}

/**
 * Shrinks the gradient of each parameter whose norm exceeds `limit`: multiplies it by
 * `min(1, limit / (norm + 1e-6))`. This changes the direction of the whole gradient, which
 * `clipByGlobalNorm` keeps.
 *
 * The norm of the whole gradient before clipping is the optimizer's `gradientNorm`. A NaN or
 * infinite norm ends the step with a `NonFiniteError` before anything is changed.
 *
 * @throws ArgumentError unless the limit is greater than 0 and the norm is 1, 2 or infinity.
 */
export function clipByParameterNorm(limit: number, options?: ClipByParameterNormOptions): Transform {
  const { norm: order = 2 } = optionsOf('clipByParameterNorm', options, { norm: true });
  requireNumber('clipByParameterNorm', 'the limit', limit, { above: 0 });
  requireNormOrder('clipByParameterNorm', order);
  return transform({
    name: 'clipByParameterNorm',
    norm: norm(order, { scope: 'parameter' }),
    uniforms: { limit: () => limit },
    update: (gradient, { uniforms, gradientNorm }) => ({
      gradient: mul(clippingCoefficient(uniforms.limit, gradientNorm), gradient),
    }),
  });
}
