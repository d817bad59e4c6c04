import { add, mul } from '@tbptt/core/equation';
import type { Chain } from '../chain.js';
import { requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/**
 * Adds `coefficient * p` to the gradient. Before the scaling of an adaptive method this is the
 * gradient of the penalty `coefficient/2 * |p|²` (L2). Between that scaling and the learning rate
 * it is decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101).
 *
 * @throws ArgumentError unless the coefficient is at least 0.
 */
export function weightDecay(coefficient: number): Transform {
  requireNumber('weightDecay', 'the coefficient', coefficient, { least: 0 });
  return transform({
    name: 'weightDecay',
    update: (gradient, { parameter }) => ({ gradient: add(gradient, mul(coefficient, parameter)) }),
  });
}

/** Returns the weight decay of an optimizer: no transform if the coefficient is 0. */
export function weightDecayUnlessZero(coefficient: number): Chain {
  return coefficient === 0 ? [] : [weightDecay(coefficient)];
}
