import { div, greater, max, mul, select } from '@tbptt/core/equation';
import { norm } from '../norm.js';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/** Options of `clipAdaptively`. */
export interface ClipAdaptivelyOptions {
  /** The least norm that the weights of a unit count as, so that weights of zero can grow. Default: 1e-3. */
  readonly eps?: number;
}

/**
 * Shrinks the gradient of each unit that is large in proportion to the weights of the unit
 * (adaptive gradient clipping; Brock et al. 2021, arXiv:2102.06171): if
 * `‖g‖ > limit * max(‖w‖, eps)`, the gradient is multiplied by `limit * max(‖w‖, eps) / ‖g‖`. The
 * norms are Euclidean, over the unit.
 *
 * A unit is what belongs to one output. In a weight `[in, out]` it is a column: one gate of one
 * hidden unit in `weightIh` `[D, G H]` and `weightHh` `[H, G H]` of a recurrent layer. With more
 * axes it is all elements with the same last index. A vector, such as a bias, and a number are one
 * unit as a whole, as in the authors' program. The authors do not clip the last layer of a
 * classifier: see `groups`.
 *
 * The norm of the whole gradient before clipping is the optimizer's `gradientNorm`. A NaN or
 * infinite norm ends the step with a `NonFiniteError` before anything is changed.
 *
 * @param limit The largest ratio of the norms. Default: 0.01.
 * @throws ArgumentError unless the limit is greater than 0 and eps at least 0.
 */
export function clipAdaptively(limit = 0.01, options?: ClipAdaptivelyOptions): Transform {
  const { eps = 1e-3 } = optionsOf('clipAdaptively', options, { eps: true });
  requireNumber('clipAdaptively', 'the limit', limit, { above: 0 });
  requireNumber('clipAdaptively', 'eps', eps, { least: 0 });
  return transform({
    name: 'clipAdaptively',
    norm: norm(2, { scope: 'unit' }),
    uniforms: { limit: () => limit, eps: () => eps },
    update(gradient, { uniforms, gradientNorm, parameterNorm }) {
      const most = mul(uniforms.limit, max(parameterNorm, uniforms.eps));
      const coefficient = select(greater(gradientNorm, most), div(most, gradientNorm), 1);
      return { gradient: mul(coefficient, gradient) };
    },
  });
}
