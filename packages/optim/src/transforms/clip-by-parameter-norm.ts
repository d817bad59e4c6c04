import { mul } from '@tbptt/core/equation';
import { requireNormOrder } from '../gradient-norm.js';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/** Options of `clipByParameterNorm`. */
export interface ClipByParameterNormOptions {
  /** The order of the norm: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). Default: 2. */
  readonly norm?: number;
}

const EPSILON = 1e-6;

/**
 * Shrinks the gradient of each parameter whose norm exceeds `limit`: multiplies it by `min(1, limit / (norm + 1e-6))`. This changes the
 * direction of the whole gradient, which `clipByGlobalNorm` keeps.
 *
 * The norm of the whole gradient before clipping is the optimizer's `gradientNorm`. A NaN or infinite norm ends the step with a
 * `NonFiniteError` before anything is changed.
 *
 * @throws ArgumentError unless the limit is greater than 0 and the norm is 1, 2 or infinity.
 */
export function clipByParameterNorm(limit: number, options?: ClipByParameterNormOptions): Transform {
  const { norm = 2 } = optionsOf('clipByParameterNorm', options, { norm: true });
  requireNumber('clipByParameterNorm', 'the limit', limit, { above: 0 });
  requireNormOrder('clipByParameterNorm', norm);
  return transform({
    name: 'clipByParameterNorm',
    norm,
    normScope: 'parameter',
    uniforms: { coefficient: ({ gradientNorm }) => Math.min(1, limit / (gradientNorm + EPSILON)) },
    update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.coefficient, gradient) }),
  });
}
