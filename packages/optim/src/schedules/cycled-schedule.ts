import type { Schedule } from './schedule.js';

/**
 * The schedule of a learning rate, with that of the momentum that belongs to it: high where the learning rate is low. The momentum goes where a momentum
 * or a first beta is expected:
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

/** Joins the two. */
export function cycledSchedule(learningRate: Schedule, momentum: Schedule): CycledSchedule {
  return Object.assign((step: number) => learningRate(step), { momentum });
}
