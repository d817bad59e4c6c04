import { ArgumentError } from '@tbptt/core';
import { greater, less, max, min, mul, select } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';
import { sign } from './sign.js';

/** Options of `scaleByRprop`. */
export interface ScaleByRpropOptions {
  /** What the step sizes are multiplied by where the sign of the gradient has changed and where it has not. Default `[0.5, 1.2]`. */
  readonly etas?: readonly [number, number];
  /** The smallest and the largest step size. Default `[1e-6, 50]`. */
  readonly stepSizes?: readonly [number, number];
}

/**
 * Steps of a size of its own for every element, in the direction of the sign of its gradient (Riedmiller & Braun 1993; the variant iRprop- of Igel & Hüsken
 * 2000, as PyTorch has it). Where the sign is that of the step before, the size grows; where it has changed, it shrinks, the element
 * stays for one step and the sign is forgotten:
 *
 * ```
 * d = min(max(d * (g g' > 0 ? eta+ : g g' < 0 ? eta- : 1), smallest), largest)
 * g' = g g' < 0 ? 0 : g        u = d sign(g')
 * ```
 *
 * `initial` is the first step size. The signs of a mini-batch are noisy: this is for gradients of the whole data.
 *
 * Throws `ArgumentError` unless `0 < eta- < 1 < eta+`, the step sizes are at least 0 and in order, and `initial` is at least 0.
 */
export function scaleByRprop(
  initial: number,
  { etas = [0.5, 1.2], stepSizes = [1e-6, 50] }: ScaleByRpropOptions = {},
): Transform {
  const [shrink, grow] = etas;
  const [smallest, largest] = stepSizes;
  requireRange('scaleByRprop', 'the first step size', initial, { least: 0 });
  requireRange('scaleByRprop', 'etas[0]', shrink, { above: 0, below: 1 });
  requireRange('scaleByRprop', 'etas[1]', grow, { above: 1 });
  requireRange('scaleByRprop', 'stepSizes[0]', smallest, { least: 0 });
  if (!(largest >= smallest)) {
    throw new ArgumentError(
      'scaleByRprop',
      `the step sizes are from ${smallest} to ${largest}; the second must not be less than the first.`,
    );
  }
  return transform({
    name: 'rprop',
    slots: { previous: 0, size: initial },
    update(gradient, { slots }) {
      const agreement = mul(gradient, slots.previous);
      const turned = less(agreement, 0);
      const factor = select(turned, shrink, select(greater(agreement, 0), grow, 1));
      const size = min(max(mul(slots.size, factor), smallest), largest);
      const previous = select(turned, 0, gradient);
      return { gradient: mul(size, sign(previous)), slots: { previous, size } };
    },
  });
}
