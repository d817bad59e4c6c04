import { ArgumentError } from '@tbptt/core';
import { describe, isCallable, isInRange } from '@tbptt/core/operation';
import type { WindowSchedule } from './spans.js';
import { type WindowChoice, windowChoice } from './window-choice.js';

/** The lengths of windows. */
export interface WindowLengths {
  /** The number of steps between two updates, at most that of the stream. */
  readonly k1: WindowSchedule;
  /** The largest number of steps that an update is propagated back, if it is fixed. */
  readonly k2: number;
  /** The choice of k2 while training. Undefined if k2 is fixed. */
  readonly choice: WindowChoice | undefined;
}

/**
 * Returns k1 and k2 as they are used in a stream of `length` steps: a k1 that is longer than the
 * stream, such as `Infinity`, is cut to it. If k1 is a schedule, k2 may be less; a window is then
 * as long as k1.
 *
 * @throws ArgumentError if a length is no whole number of at least 1, or k2 is less than k1; for a
 * schedule the error comes at the update
 */
export function windowLengths(
  operation: string,
  length: number,
  k1: number | WindowSchedule,
  given: number | WindowChoice | undefined,
): WindowLengths {
  const choice = windowChoice(operation, given);
  const k2 = typeof given === 'number' ? given : undefined;
  if (isCallable(k1)) {
    requireK2(operation, k2, 1, '1');
    return {
      k1: (update) => cut(operation, `k1 of update ${update}`, k1(update), length),
      k2: k2 ?? 1,
      choice,
    };
  }
  const steps = cut(operation, 'k1', k1, length);
  requireK2(operation, k2, steps, steps === k1 ? `k1 = ${k1}` : `${steps}, the length of the stream`);
  return { k1: () => steps, k2: k2 ?? steps, choice };
}

function cut(operation: string, name: string, steps: number, length: number): number {
  if (!isInRange(steps, { least: 1, most: Number.POSITIVE_INFINITY, whole: true })) {
    throw new ArgumentError(
      operation,
      `${name} is ${describe(steps)}; it must be a whole number of steps of at least 1. Infinity takes the whole stream as one window.`,
    );
  }
  const used = Math.min(steps, length);
  if (Number.isFinite(used)) return used;
  throw new ArgumentError(
    operation,
    `${name} is Infinity, and the stream has no end either; give a whole number of steps.`,
  );
}

function requireK2(operation: string, k2: number | undefined, least: number, said: string): void {
  if (k2 === undefined || isInRange(k2, { least, most: Number.POSITIVE_INFINITY, whole: true })) return;
  throw new ArgumentError(
    operation,
    `k2 is ${describe(k2)}; it must be a whole number of steps of at least ${said}, or Infinity for full back-propagation.`,
  );
}
