import { sub } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type LearningRate, scheduleOf } from './schedules/schedule.js';
import { type Chain, type Transform, transform } from './transform.js';
import { scaleByRate } from './transforms/scale-by-learning-rate.js';
import { updatedAverage } from './transforms/weight-average.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/** Options of `asgd`. */
export interface ASGDOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate;
  /** How fast weights and learning rate decay. Default 1e-4. */
  readonly lambd?: number;
  /** The power with which the learning rate falls. Default 0.75. */
  readonly alpha?: number;
  /** The step from which on weights are averaged; before, the average is the weights. Default 1e6. */
  readonly t0?: number;
  /** The coefficient of an L2 penalty. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Averaged stochastic gradient descent (Polyak & Juditsky 1992; Bottou 2010), as PyTorch has it. With `t = 0` at the first update of
 * a parameter,
 *
 * ```
 * η = learningRate / (1 + lambd * learningRate * t) ^ alpha
 * p = (1 - lambd * η) p - η (gradient + weightDecay * p)
 * a = a + (p - a) / max(1, t - t0)
 * ```
 *
 * The average `a` takes no part in the descent; `Optimizer.withAverages` puts it in place of the weights for a while. PyTorch's
 * `foreach` implementation, the default on a GPU, has `1 + lambd * learningRate * t ^ alpha` instead; this is the other one, the default on a CPU. Where the
 * learning rate is a schedule, η is that of the step; PyTorch uses the rate of the step before.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function asgd({
  learningRate = 0.01,
  lambd = 1e-4,
  alpha = 0.75,
  t0 = 1e6,
  weightDecay = 0,
}: ASGDOptions = {}): Chain {
  requireRange('asgd', 'lambd', lambd, { least: 0 });
  requireRange('asgd', 'alpha', alpha, {});
  requireRange('asgd', 't0', t0, { least: 0 });
  const rate = scheduleOf('asgd', learningRate);
  return [
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    lambd === 0 ? [] : weightDecayTransform(lambd),
    scaleByRate(({ step, updates }) => rate(step) / (1 + lambd * rate(step) * updates) ** alpha),
    averageFrom(t0),
  ];
}

/** Keeps the mean of the weights after each update from number `t0` on. Before, it keeps a copy of the weights. */
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
