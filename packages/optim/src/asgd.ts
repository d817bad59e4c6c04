import { sub } from '@tbptt/core/equation';
import { NOT_NEGATIVE } from '@tbptt/core/operation';
import type { Chain } from './chain.js';
import { optionsOf, requireNumber } from './options.js';
import { type LearningRate, scheduleOf } from './schedules/schedule.js';
import { type Transform, transform } from './transform.js';
import { scaleByRate } from './transforms/scale-by-learning-rate.js';
import { updatedAverage } from './transforms/weight-average.js';
import { weightDecayUnlessZero } from './transforms/weight-decay.js';

/** Options of `asgd`. The names are PyTorch's. */
export interface ASGDOptions {
  /** The learning rate, a number or a schedule. Default: 0.01. */
  readonly learningRate?: LearningRate;
  /** The rate at which weights and learning rate decay, λ. Default: 1e-4. */
  readonly lambd?: number;
  /** The exponent of the decay of the learning rate. Default: 0.75. */
  readonly alpha?: number;
  /** The number of updates after which averaging begins. Before, the average is the weights. Default: 1e6. */
  readonly t0?: number;
  /** The coefficient of an L2 penalty. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Averaged stochastic gradient descent (Polyak & Juditsky 1992; Bottou 2010), as PyTorch has it.
 * With `t = 0` in the first update of a parameter,
 *
 * ```
 * η = learningRate / (1 + lambd * learningRate * t) ^ alpha
 * p = (1 - lambd * η) p - η (gradient + weightDecay * p)
 * a = a + (p - a) / max(1, t - t0)
 * ```
 *
 * The average `a` does not change the descent. `Optimizer.withAverages` exchanges weights and
 * averages for the time of a closure. η is that of PyTorch's single-tensor implementation, its
 * default on a CPU; its `foreach` implementation, the default on a GPU, has
 * `1 + lambd * learningRate * t ^ alpha` instead. If the learning rate is a schedule, η has the
 * rate of the step, where PyTorch has that of the step before.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function asgd(options?: ASGDOptions): Chain {
  const {
    learningRate = 0.01,
    lambd = 1e-4,
    alpha = 0.75,
    t0 = 1e6,
    weightDecay = 0,
  } = optionsOf('asgd', options, {
    learningRate: true,
    lambd: true,
    alpha: true,
    t0: true,
    weightDecay: true,
  });
  requireNumber('asgd', 'lambd', lambd, NOT_NEGATIVE);
  requireNumber('asgd', 'alpha', alpha, {});
  requireNumber('asgd', 't0', t0, NOT_NEGATIVE);
  const rate = scheduleOf('asgd', learningRate);
  return [
    weightDecayUnlessZero(weightDecay),
    weightDecayUnlessZero(lambd),
    scaleByRate(({ step, updates }) => rate(step) / (1 + lambd * rate(step) * updates) ** alpha),
    averageFrom(t0),
  ];
}

/**
 * Keeps the mean of the weights of all updates after the first `t0`. Before, it keeps a copy of the
 * weights.
 */
function averageFrom(t0: number): Transform {
  return transform({
    name: 'asgd',
    slots: { average: 0 },
    averages: 'average',
    uniforms: { share: ({ updates }) => 1 / Math.max(1, updates - t0) },
    update(gradient, { parameter, slots, uniforms }) {
      const average = updatedAverage(slots.average, sub(parameter, gradient), uniforms.share);
      return { gradient, slots: { average } };
    },
  });
}
