import type { Schedule } from './schedule.js';

/**
 * A schedule of the learning rate with the schedule of its momentum, which is high when the
 * learning rate is low. The momentum is given where a momentum or a first beta is expected:
 *
 * ```ts
 * const learningRate = oneCycle(0.1, { steps: 1000 });
 * sgd({ learningRate, momentum: learningRate.momentum });
 * adamw({ learningRate, betas: [learningRate.momentum, 0.999] });
 * ```
 */
export interface CycledSchedule extends Schedule {
  readonly momentum: Schedule;
}

/** Joins the schedules of a learning rate and of its momentum. */
export function cycledSchedule(learningRate: Schedule, momentum: Schedule): CycledSchedule {
  return Object.assign((step: number) => learningRate(step), { momentum });
}
