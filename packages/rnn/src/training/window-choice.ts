import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { SequenceLoss } from './sequence-loss.js';
import type { Stream } from './stream.js';

/** A window as it is measured, before the update that it belongs to. */
export interface MeasuredWindow<S extends State, X extends Sequence, Y> {
  readonly model: Unrollable<S>;
  readonly stream: Stream<X, Y>;
  readonly loss: SequenceLoss<Y>;
  /** The window runs the steps `from <= t < end`, and takes the losses of the last k1 of them. */
  readonly from: number;
  readonly end: number;
  readonly k1: number;
  /** The state that enters the window. Undefined for the model's initial state. */
  readonly entering: S | undefined;
}

/**
 * Chooses k2 while training, such as `adaptiveTruncation` of `@tbptt/rnn/online` returns. From every
 * `every`-th update on the windows grow, since their beginning stays where it is, until one is
 * `longest` steps long. It is measured, and from the next one on k2 is what followed from it.
 */
export interface WindowChoice {
  /** The number of steps of the windows that are measured. */
  readonly longest: number;
  /** The windows begin to grow at the updates whose numbers are multiples of `every`. */
  readonly every: number;
  /** Returns k2, from k1 to the length of the window. */
  choose<S extends State, X extends Sequence, Y>(operation: string, window: MeasuredWindow<S, X, Y>): number;
}

/**
 * Returns `k2` if it chooses the windows; undefined if it is a number or missing.
 *
 * @throws ArgumentError if it is neither
 */
export function windowChoice(operation: string, k2: unknown): WindowChoice | undefined {
  if (k2 === undefined || typeof k2 === 'number') return undefined;
  if (isChoice(k2)) return k2;
  throw new ArgumentError(
    operation,
    `k2 is ${describe(k2)}; it must be a number of steps, or adaptiveTruncation(options) of @tbptt/rnn/online.`,
  );
}

function isChoice(k2: unknown): k2 is WindowChoice {
  return typeof k2 === 'object' && k2 !== null && 'choose' in k2 && typeof k2.choose === 'function';
}

/**
 * Returns the largest number of steps that the windows of an update are propagated back.
 *
 * @param chosen what followed from the latest measurement; undefined while the windows grow
 */
export function k2Of(
  { k2, choice }: { readonly k2: number; readonly choice: WindowChoice | undefined },
  update: number,
  chosen: number | undefined,
): number {
  if (choice === undefined) return k2;
  return chosen === undefined || isDue(choice, update) ? choice.longest : chosen;
}

/** Whether the windows grow from this update on until they are measured. */
export function isDue({ every }: WindowChoice, update: number): boolean {
  return update % every === 0;
}
