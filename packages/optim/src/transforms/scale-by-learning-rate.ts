import { mul } from '@tbptt/core/equation';
import { type LearningRate, scheduleOf } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';

/**
 * Multiplies by the learning rate of the step, a number or a schedule: usually the last transform of a chain.
 *
 * Throws `ArgumentError` unless the learning rate is finite and at least 0: at once for a number, at the step for a schedule.
 */
export function scaleByLearningRate(learningRate: LearningRate): Transform {
  const schedule = scheduleOf('scaleByLearningRate', learningRate);
  return transform({
    name: 'learningRate',
    uniforms: { rate: ({ step }) => schedule(step) },
    update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.rate, gradient) }),
  });
}
