import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import type { LearningRate, Scheduled } from './schedules/schedule.js';
import { momentum as momentumTransform } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `sgd`. */
export interface SGDOptions {
  /** The learning rate, a number or a schedule. Required. */
  readonly learningRate: LearningRate;
  /** The share of the velocity that is kept in each update, a number or a schedule. Default: 0. */
  readonly momentum?: Scheduled;
  /**
   * `1 - dampening` is the share of the gradient that is added to the velocity, except in the first
   * update. Default: 0.
   */
  readonly dampening?: number;
  /** Whether the momentum is Nesterov's. Default: false. */
  readonly nesterov?: boolean;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum, as PyTorch has it:
 *
 * ```
 * g = gradient + weightDecay * p
 * v = momentum * v + (1 - dampening) g        (v = g in the first update of a parameter)
 * p = p - learningRate * v                    (Nesterov: g + momentum * v instead of v)
 * ```
 *
 * @throws ArgumentError if an option is unknown or out of range, or if Nesterov's momentum has no
 * momentum or a dampening.
 */
export function sgd(options: SGDOptions): Chain {
  const {
    learningRate,
    momentum = 0,
    dampening = 0,
    nesterov = false,
    weightDecay = 0,
  } = optionsOf('sgd', options, {
    learningRate: true,
    momentum: true,
    dampening: true,
    nesterov: true,
    weightDecay: true,
  });
  // Built to check its options, even if not needed.
  const velocity = momentumTransform(momentum, { dampening, nesterov });
  return [
    weightDecayUnlessZero(weightDecay),
    momentum === 0 ? [] : velocity,
    scaleByLearningRate(learningRate),
  ];
}
