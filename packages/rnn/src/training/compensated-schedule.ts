import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { State, Unrollable } from '../recurrent.js';
import type { WindowSchedule } from './spans.js';

/**
 * A schedule of random windows whose gradients make up for what is cut off, such as
 * `randomTruncation` of `@tbptt/rnn/online` returns.
 */
export interface CompensatedSchedule extends WindowSchedule {
  /**
   * The mean length of the windows. The gradient of every window is divided by it, not by the length
   * of the window, so that every loss has the same weight.
   */
  readonly meanLength: number;
  /** Returns the model with the gradients of its states compensated within a window. */
  over<S extends State>(model: Unrollable<S>): Unrollable<S>;
}

/**
 * Returns `k1` if it is a compensated schedule.
 *
 * @throws ArgumentError if it is, and k2 is given too: windows that overlap have no compensation
 */
export function compensatedSchedule(
  operation: string,
  k1: unknown,
  k2: unknown,
): CompensatedSchedule | undefined {
  if (!isCompensated(k1)) return undefined;
  if (k2 === undefined) return k1;
  throw new ArgumentError(
    operation,
    `k2 is ${describe(k2)}, but k1 is a random truncation, whose windows are propagated back to their beginnings; leave k2 out.`,
  );
}

function isCompensated(k1: unknown): k1 is CompensatedSchedule {
  return typeof k1 === 'function' && 'meanLength' in k1 && 'over' in k1 && typeof k1.over === 'function';
}
