import { mul } from '@tbptt/core/equation';
import { type LearningRate, scheduleOf } from '../schedules/schedule.js';
import { type StepContext, type Transform, transform } from '../transform.js';

/**
 * Multiplies the gradient by the learning rate of the step, a number or a schedule. Usually the
 * last transform of a chain.
 *
 * @throws ArgumentError if the learning rate is not finite or less than 0: at once for a number, in
 * the step for a schedule.
 */
export function scaleByLearningRate(learningRate: LearningRate): Transform {
  const rate = scheduleOf('scaleByLearningRate', learningRate);
  return scaleByRate(({ step }) => rate(step));
}

/** Multiplies the gradient by a learning rate that may depend on the number of updates of the parameter. */
export function scaleByRate(rate: (context: StepContext) => number): Transform {
  return transform({
    name: 'learningRate',
    uniforms: { rate },
    update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.rate, gradient) }),
  });
}
