import { ArgumentError } from '@tbptt/core';
import { greater, less, max, min, mul, select } from '@tbptt/core/equation';
import { NOT_NEGATIVE, type OptionNames } from '@tbptt/core/operation';
import { optionsOf, requireNumber, requirePair } from '../options.js';
import { type Transform, transform } from '../transform.js';
import { sign } from './sign.js';

/** Options of `scaleByRprop`. */
export interface ScaleByRpropOptions {
  /**
   * The factors of the step size if the sign of the gradient has changed, and if it has not.
   * Default: `[0.5, 1.2]`.
   */
  readonly etas?: readonly [number, number];
  /** The smallest and the largest step size. Default: `[1e-6, 50]`. */
  readonly stepSizes?: readonly [number, number];
}

/** The names of these options. */
export const RPROP_OPTIONS: OptionNames<ScaleByRpropOptions> = { etas: true, stepSizes: true };

/**
 * Replaces each element of the gradient by a step in the direction of its sign, whose size adapts
 * (Riedmiller & Braun 1993; the variant iRprop- of Igel & Hüsken 2000, as PyTorch has it). If the
 * sign is that of the update before, the size grows. If it has changed, the size shrinks, the
 * element stays for one update and the sign is forgotten:
 *
 * ```
 * d = min(max(d * (g g' > 0 ? eta+ : g g' < 0 ? eta- : 1), smallest), largest)
 * g' = g g' < 0 ? 0 : g        u = d sign(g')
 * ```
 *
 * The signs of a mini-batch are noisy: this is for gradients of the whole data.
 *
 * @param initial The step size of the first update.
 * @throws ArgumentError unless `0 < eta- < 1 < eta+`, the step sizes are at least 0 and in order,
 * and `initial` is at least 0.
 */
export function scaleByRprop(initial: number, options?: ScaleByRpropOptions): Transform {
  const { etas = [0.5, 1.2], stepSizes = [1e-6, 50] } = optionsOf('scaleByRprop', options, RPROP_OPTIONS);
  requirePair('scaleByRprop', 'etas', etas);
  requirePair('scaleByRprop', 'stepSizes', stepSizes);
  const [shrink, grow] = etas;
  const [smallest, largest] = stepSizes;
  requireNumber('scaleByRprop', 'the first step size', initial, NOT_NEGATIVE);
  requireNumber('scaleByRprop', 'etas[0]', shrink, { above: 0, below: 1 });
  requireNumber('scaleByRprop', 'etas[1]', grow, { above: 1 });
  requireNumber('scaleByRprop', 'stepSizes[0]', smallest, NOT_NEGATIVE);
  requireNumber('scaleByRprop', 'stepSizes[1]', largest, NOT_NEGATIVE);
  if (largest < smallest) {
    throw new ArgumentError(
      'scaleByRprop',
      `the step sizes are from ${smallest} to ${largest}; the second must not be less than the first.`,
    );
  }
  return transform({
    name: 'rprop',
    slots: { previousGradient: 0, stepSize: initial },
    notNegative: ['stepSize'],
    update(gradient, { slots }) {
      const agreement = mul(gradient, slots.previousGradient);
      const turned = less(agreement, 0);
      const factor = select(turned, shrink, select(greater(agreement, 0), grow, 1));
      const stepSize = min(max(mul(slots.stepSize, factor), smallest), largest);
      const previousGradient = select(turned, 0, gradient);
      return { gradient: mul(stepSize, sign(previousGradient)), slots: { previousGradient, stepSize } };
    },
  });
}
