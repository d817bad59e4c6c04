import { ArgumentError } from '@tbptt/core';
import { COUNT, describe, requireFlag, requireRange, SIZE } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';

/** The place of training after an update. It is plain data, which survives JSON. */
export interface Position {
  /** The number of the update, from 0. */
  readonly step: number;
  /** The number of the pass through the stream, from 0. */
  readonly epoch: number;
  /** The update took the losses of the steps `start <= t < end` of the stream. */
  readonly start: number;
  readonly end: number;
  /** The earliest step to which the losses were propagated back. */
  readonly from: number;
  /** The number of counted positions so far, over all lanes and epochs. */
  readonly seen: number;
  /**
   * The first step of the next window, which `Update.carried` enters. It is less than `end` if
   * windows overlap (k2 > k1), and `end` if the epoch ends.
   */
  readonly next: number;
  /** Whether the update has read the stream to its end, so that the next one begins a new epoch. */
  readonly endsEpoch: boolean;
  /** The k2 that was chosen for the windows after this one, if it is chosen while training. */
  readonly k2?: number;
}

/** A point of a run between two updates, from which it continues. Every `Update` is one. */
export interface Continuation<S extends State> {
  readonly position: Position;
  /** The state after the last step: an ordinary value, to keep, to fork or to continue from. */
  readonly state: S;
  /**
   * The state that enters the step `position.next`. Omitted if that is `state`, or the initial state
   * of the model.
   */
  readonly carried?: S;
}

/** The beginning of a run, or of the rest of one. */
export interface Start<S extends State> {
  /** The number of the first update. */
  readonly step: number;
  /** The number of positions that were counted before. */
  readonly seen: number;
  readonly epoch: number;
  /** The place in the first epoch. Omitted if it is read from its beginning. */
  readonly within?: {
    /** The number of steps that have been read. */
    readonly read: number;
    /** The first step of the next window. */
    readonly at: number;
    /** The state that enters that step. Undefined for the model's initial state. */
    readonly entering: S | undefined;
  };
  /** The state at the start of the first epoch, if it is read from its beginning. */
  readonly state?: S;
  /** The k2 that the latest measurement chose, if there is one. */
  readonly k2?: number;
}

/** The run that is continued: what its windows depend on. */
export interface ContinuedRun {
  readonly epochs: number;
  readonly burnIn: number;
  /** The number of steps of the stream. */
  readonly length: number;
  /** Returns the first step of the window after the first `read` steps, in the update of a number. */
  readonly windowFrom: (read: number, update: number) => number;
}

/**
 * Returns the start of the rest of a run.
 *
 * @throws ArgumentError if the continuation is not the place of an update, or if the run has other
 * windows, another burn-in, a shorter stream or fewer epochs than the one that is continued
 */
export function startAfter<S extends State>(
  operation: string,
  after: Continuation<S>,
  run: ContinuedRun,
): Start<S> {
  requireContinuation(operation, after);
  const { step, seen, epoch, end, next, endsEpoch, k2 } = after.position;
  const { epochs, burnIn, length } = run;
  const ended = endsEpoch || end >= length;
  if (epoch >= epochs) {
    throw misfit(
      operation,
      `the run is in epoch ${epoch} (from 0), but epochs is ${epochs}; it counts from the first epoch of the run.`,
    );
  }
  if (end > length || (endsEpoch && end < length && Number.isFinite(length))) {
    throw misfit(
      operation,
      `the update ${endsEpoch ? 'ended the epoch at step' : 'has read the steps before'} ${end}, but the stream has ${length} steps; it must be the stream of the run.`,
    );
  }
  const begun = { step: step + 1, seen, ...(k2 !== undefined && { k2 }) };
  if (ended) return { ...begun, epoch: epoch + 1 };
  const first = run.windowFrom(end, step + 1);
  if (first === end) return { ...begun, epoch, within: { read: end, at: first, entering: after.state } };
  if (first === next) {
    if (after.carried === undefined && first > 0) {
      throw misfit(
        operation,
        `its next window begins at step ${first}, before ${end}, but it has no \`carried\`, the state that enters this step; give the whole update.`,
      );
    }
    return { ...begun, epoch, within: { read: end, at: first, entering: after.carried } };
  }
  throw misfit(
    operation,
    `the next window begins at step ${first}, but the update has the states that enter the steps ${next === end ? '' : `${next} and `}${end}; ` +
      `k1, k2 and burnIn (${burnIn}) must be those of the run, or k2 no more than k1.`,
  );
}

/** @throws ArgumentError if `after` has not the form of an update */
export function requireContinuation(operation: string, after: Continuation<State>): void {
  const given: { readonly position?: unknown; readonly state?: unknown } = isObject(after) ? after : {};
  if (!isObject(given.position) || given.state === undefined) {
    throw new ArgumentError(
      operation,
      `after is ${describe(after)}; it must be an update of the run, or { position, state, carried } of one.`,
    );
  }
  const { position } = after;
  for (const name of ['step', 'epoch', 'seen', 'end'] as const) {
    requireRange(operation, `after.position.${name}`, position[name], COUNT);
  }
  requireRange(operation, 'after.position.next', position.next, { ...COUNT, most: position.end });
  requireFlag(operation, 'after.position.endsEpoch', position.endsEpoch);
  if (position.k2 !== undefined) requireRange(operation, 'after.position.k2', position.k2, SIZE);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function misfit(operation: string, rule: string): ArgumentError {
  return new ArgumentError(operation, `cannot continue after this update: ${rule}`);
}
