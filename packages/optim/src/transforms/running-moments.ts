import { add, type Expression, mul } from '@tbptt/core/equation';
import { requirePair } from '../options.js';
import { type Schedule, type Scheduled, scheduleOf } from '../schedules/schedule.js';
import type { StepContext } from '../transform.js';
import { lerp, nearerSide, type Side } from './lerp.js';

/**
 * The shares of the first and of the second moment that are kept in each step: β₁ and β₂, each a
 * number or a schedule.
 */
export type Betas = readonly [Scheduled, Scheduled];

/** PyTorch's betas. */
export const DEFAULT_BETAS: Betas = [0.9, 0.999];

/** The slots of both moments: running means of the gradient and of its square, neither of them centered. */
export const momentSlots = { firstMoment: 0, secondMoment: 0 };

/** The uniforms that `updatedMoments` reads. */
type MomentUniform = 'firstKept' | 'firstShare' | 'secondKept' | 'secondShare';

/** The betas and uniforms from which the running moments of a gradient are computed. */
export interface RunningMoments {
  /** β₁ and β₂ of each step, checked. */
  readonly betas: readonly [Schedule, Schedule];
  readonly uniforms: Readonly<Record<MomentUniform, (context: StepContext) => number>>;
  /** The side from which the first moment is interpolated. Undefined if β₁ is a schedule. */
  readonly side: Side | undefined;
}

/**
 * Checks the betas of an operation and returns what the moments are computed with.
 *
 * @throws ArgumentError unless both betas are from 0 to below 1: at once for a number, in the step
 * for a schedule.
 */
export function runningMoments(operation: string, betas: Betas): RunningMoments {
  requirePair(operation, 'betas', betas);
  const beta1 = scheduleOf(operation, betas[0], { option: 'betas[0]', least: 0, below: 1 });
  const beta2 = scheduleOf(operation, betas[1], { option: 'betas[1]', least: 0, below: 1 });
  return {
    betas: [beta1, beta2],
    side: typeof betas[0] === 'number' ? nearerSide(1 - betas[0]) : undefined,
    uniforms: {
      firstKept: ({ step }) => beta1(step),
      firstShare: ({ step }) => 1 - beta1(step),
      secondKept: ({ step }) => beta2(step),
      secondShare: ({ step }) => 1 - beta2(step),
    },
  };
}

/** Returns the moments after a step: `m = β₁ m + (1 - β₁) g` and `v = β₂ v + (1 - β₂) g²`. */
export function updatedMoments(
  gradient: Expression,
  slots: Readonly<Record<keyof typeof momentSlots, Expression>>,
  uniforms: Readonly<Record<MomentUniform, Expression>>,
  side: Side | undefined,
): Readonly<Record<keyof typeof momentSlots, Expression>> {
  return {
    firstMoment: updatedFirstMoment(gradient, slots.firstMoment, uniforms, side),
    secondMoment: add(
      mul(uniforms.secondKept, slots.secondMoment),
      weightedSquare(uniforms.secondShare, gradient),
    ),
  };
}

/** Returns the first moment after a step, by linear interpolation: the gradient is its end. */
export function updatedFirstMoment(
  gradient: Expression,
  firstMoment: Expression,
  { firstKept, firstShare }: Readonly<Record<'firstKept' | 'firstShare', Expression>>,
  side: Side | undefined,
): Expression {
  return lerp(firstMoment, gradient, { end: firstShare, start: firstKept }, side);
}

/**
 * `share x²`, computed as `(share x) x`. The product overflows only if the result does. The square
 * of `x` overflows in single precision from 1.8e19 on.
 */
export function weightedSquare(share: Expression | number, x: Expression): Expression {
  return mul(mul(share, x), x);
}
