import type { LearningRate, Scheduled } from './schedules/schedule.js';
import type { Chain } from './transform.js';
import { momentum as momentumTransform } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `sgd`. */
export interface SGDOptions {
  readonly learningRate: LearningRate;
  /** How much of the velocity stays at each step, a number or a schedule. Default 0. */
  readonly momentum?: Scheduled;
  /** How much less of the gradient enters the velocity, but for the first step. Default 0. */
  readonly dampening?: number;
  /** Whether the momentum is Nesterov's. Default false. */
  readonly nesterov?: boolean;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum, as PyTorch has it:
 *
 * ```
 * g = gradient + weightDecay * p
 * v = momentum * v + (1 - dampening) g        (v = g at the first step)
 * p = p - learningRate * v                    (Nesterov: g + momentum * v in place of v)
 * ```
 *
 * Throws `ArgumentError` when an option is out of range, or when Nesterov's momentum meets no momentum or a dampening.
 */
export function sgd({
  learningRate,
  momentum = 0,
  dampening = 0,
  nesterov = false,
  weightDecay = 0,
}: SGDOptions): Chain {
  const hasMomentum = momentum !== 0 || nesterov;
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    hasMomentum ? momentumTransform(momentum, { dampening, nesterov }) : [],
    scaleByLearningRate(learningRate),
  ];
}
