import { add, type Expression, mul, sub } from '@tbptt/core/equation';
import { type Schedule, type Scheduled, scheduleOf } from '../schedules/schedule.js';
import type { StepContext } from '../transform.js';

/** How much of the running means of the gradient and of its square stays at each step: numbers or schedules. */
export type Betas = readonly [Scheduled, Scheduled];

/** A slot for each moment. */
export const momentSlots = { mean: 0, variance: 0 };

/** The uniforms that `updatedMoments` needs. */
type MomentUniform = 'meanShare' | 'varianceKept' | 'varianceShare';

/** The running moments of a gradient, as Adam and its kin keep them. */
export interface RunningMoments {
  /** β₁ and β₂ of each step, checked. */
  readonly betas: readonly [Schedule, Schedule];
  readonly uniforms: Readonly<Record<MomentUniform, (context: StepContext) => number>>;
}

/**
 * Checks betas, which belong to `operation`, and gives what the moments are computed with.
 *
 * Throws `ArgumentError` unless both betas are from 0 to below 1: at once for a number, at the step for a schedule.
 */
export function runningMoments(operation: string, betas: Betas): RunningMoments {
  const beta1 = scheduleOf(operation, betas[0], { option: 'betas[0]', least: 0, below: 1 });
  const beta2 = scheduleOf(operation, betas[1], { option: 'betas[1]', least: 0, below: 1 });
  return {
    betas: [beta1, beta2],
    uniforms: {
      meanShare: ({ step }) => 1 - beta1(step),
      varianceKept: ({ step }) => beta2(step),
      varianceShare: ({ step }) => 1 - beta2(step),
    },
  };
}

/** The moments after the step: `m = β₁ m + (1 - β₁) g` and `v = β₂ v + (1 - β₂) g²`. */
export function updatedMoments(
  gradient: Expression,
  slots: { readonly mean: Expression; readonly variance: Expression },
  uniforms: Readonly<Record<MomentUniform, Expression>>,
): { readonly mean: Expression; readonly variance: Expression } {
  return {
    mean: updatedMean(gradient, slots.mean, uniforms.meanShare),
    variance: add(
      mul(uniforms.varianceKept, slots.variance),
      mul(uniforms.varianceShare, mul(gradient, gradient)),
    ),
  };
}

/** The first moment after the step: `m = m + share (g - m)`. */
export function updatedMean(gradient: Expression, mean: Expression, share: Expression): Expression {
  return add(mean, mul(share, sub(gradient, mean)));
}
