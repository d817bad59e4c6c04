import { sub } from '@tbptt/core/equation';
import { type Scheduled, scheduleOf } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';
import { updatedAverage } from './weight-average.js';

/** Options of `averageWeights`. */
export interface AverageWeightsOptions {
  /** How much of the average stays at each step, a number or a schedule. Default 0.999. */
  readonly decay?: Scheduled;
  /** Whether the decay starts small: `min(decay, (1 + step) / (10 + step))`, so that early weights are soon forgotten. Default false. */
  readonly warmup?: boolean;
}

/**
 * Keeps a running average of the weights, which often generalizes better than the last ones (Polyak & Juditsky 1992): the last transform of a chain,
 * which changes nothing about the steps. `a = p` at the first step, then
 *
 * ```
 * a = decay * a + (1 - decay) * p        (p as it is after the step)
 * ```
 *
 * The average of a parameter that takes no part in a step is updated too. This is PyTorch's `AveragedModel` with `get_ema_multi_avg_fn(decay)`; with `decay: (step) => step / (step + 1)` the mean of all weights so far, which is its
 * default. `Optimizer.withAverages` puts the averages in place of the weights for a while, and they are part of the optimizer's state.
 *
 * ```ts
 * const optimizer = new Optimizer(model, [adam(), averageWeights({ decay: 0.999 })]);
 * const score = optimizer.withAverages(() => evaluate(() => accuracy(model)));
 * ```
 *
 * Throws `ArgumentError` unless the decay is from 0 to 1.
 */
export function averageWeights({ decay = 0.999, warmup = false }: AverageWeightsOptions = {}): Transform {
  const decayOf = scheduleOf('averageWeights', decay, { option: 'decay', least: 0, most: 1 });
  return transform({
    name: 'averageWeights',
    slots: { average: 0 },
    averages: 'average',
    everyStep: true,
    uniforms: {
      share({ step }) {
        const decay = warmup ? Math.min(decayOf(step), (1 + step) / (10 + step)) : decayOf(step);
        return step === 0 ? 1 : 1 - decay;
      },
    },
    update(gradient, { parameter, slots, uniforms }) {
      const average = updatedAverage(slots.average, sub(parameter, gradient), uniforms.share);
      return { gradient, slots: { average } };
    },
  });
}
