import { mul } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';

/** Options of `clipAdaptively`. */
export interface ClipAdaptivelyOptions {
  /** The least norm that a unit's weights count as having, so that weights which start at zero can leave it. Default 1e-3. */
  readonly eps?: number;
}

/**
 * Shrinks the gradient of each unit when it is large beside the unit's weights (adaptive gradient clipping; Brock et al. 2021, arXiv:2102.06171): where
 * `‖g‖ > limit * max(‖w‖, eps)` it is multiplied by `limit * max(‖w‖, eps) / ‖g‖`, with Euclidean norms over the unit.
 *
 * A unit is what leads to one output. In our weights `[in, out]` that is a column: of `weightIh` `[D, G H]` and `weightHh` `[H, G H]` of a recurrent layer, one
 * gate of one hidden unit. With more axes it is all elements with the same last index; a vector, such as a bias, or a number is one unit as
 * a whole, as in the authors' program. They leave out the last layer of a classifier: see `groups`.
 *
 * The norm of the whole gradient before clipping is then the optimizer's `gradientNorm`. A NaN or infinite norm ends the step with a
 * `NonFiniteError` before anything is changed.
 *
 * Throws `ArgumentError` unless the limit is greater than 0 and eps at least 0.
 */
export function clipAdaptively(limit = 0.01, { eps = 1e-3 }: ClipAdaptivelyOptions = {}): Transform {
  requireRange('clipAdaptively', 'the limit', limit, { above: 0 });
  requireRange('clipAdaptively', 'eps', eps, { least: 0 });
  return transform({
    name: 'clipAdaptively',
    norm: 2,
    normScope: 'unit',
    uniforms: {
      coefficient({ gradientNorm, parameterNorm }) {
        const most = limit * Math.max(parameterNorm, eps);
        return gradientNorm > most ? most / gradientNorm : 1;
      },
    },
    update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.coefficient, gradient) }),
  });
}
