import { sub } from '@tbptt/core/equation';
import { optionsOf, requireFlag } from '../options.js';
import { type Scheduled, scheduleOf } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';
import { updatedAverage } from './weight-average.js';

/** Options of `averageWeights`. */
export interface AverageWeightsOptions {
  /** The share of the average that is kept in each step, a number or a schedule. Default: 0.999. */
  readonly decay?: Scheduled;
  /**
   * Whether the decay of a step is at most `(1 + step) / (10 + step)`, so that early weights are
   * soon forgotten. Default: false.
   */
  readonly warmup?: boolean;
}

/**
 * Keeps a running average of the weights, which often generalizes better than the weights of the
 * last step (Polyak & Juditsky 1992). It is the last transform of a chain and does not change the
 * steps. The average `a` of a weight `p` is `p` after the first step, then
 *
 * ```
 * a = decay * a + (1 - decay) * p        (p after the step)
 * ```
 *
 * Every parameter is averaged in every step, also if it takes no part in it. This is PyTorch's
 * `AveragedModel` with `get_ema_multi_avg_fn(decay)`. With `decay: (step) => step / (step + 1)` it
 * is the mean of all weights so far, which is PyTorch's default. `Optimizer.withAverages` exchanges
 * weights and averages for the time of a closure. The averages are part of the optimizer's state.
 *
 * ```ts
 * const optimizer = new Optimizer(model, [adam(), averageWeights({ decay: 0.999 })]);
 * const score = optimizer.withAverages(() => evaluate(() => accuracy(model)));
 * ```
 *
 * @throws ArgumentError if the decay is not from 0 to 1.
 */
export function averageWeights(options?: AverageWeightsOptions): Transform {
  const { decay = 0.999, warmup = false } = optionsOf('averageWeights', options, {
    decay: true,
    warmup: true,
  });
  const decayOf = scheduleOf('averageWeights', decay, { option: 'decay', least: 0, most: 1 });
  requireFlag('averageWeights', 'warmup', warmup);
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
