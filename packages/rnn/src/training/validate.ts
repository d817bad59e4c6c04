import { ArgumentError, evaluate, type Indices, NonFiniteError } from '@tbptt/core';
import { describe, isInRange, type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { lossOf, requireBurnIn, requireLoss } from './arguments.js';
import { readThrough } from './burn-in.js';
import { readWindow, requireStream } from './read-window.js';
import type { SequenceLoss } from './sequence-loss.js';
import type { Stream } from './stream.js';

/** Options of `validate` and `validation`. */
export interface ValidateOptions<S extends State, Y> {
  /**
   * The number of steps that are read at a time. It bounds the memory, not what the network
   * remembers, because the state is carried. `Infinity` reads the whole stream as one window.
   */
  readonly window: number;
  /** A loss that averages over the counted positions, such as `crossEntropy`. */
  readonly loss: SequenceLoss<Y>;
  /** The state at the start. Default: the model's initial state. */
  readonly state?: S;
  /**
   * The number of steps at the start of the stream that are read for their state only, less than
   * the length of the stream. Default: 0.
   */
  readonly burnIn?: number;
  /**
   * The number of steps after the burn-in that are read. Required for a stream without end.
   * Default: the rest of the stream.
   */
  readonly steps?: number;
}

const NAMES: OptionNames<ValidateOptions<State, unknown>> = {
  window: true,
  loss: true,
  state: true,
  burnIn: true,
  steps: true,
};

/** The result of a validation: of all steps, or of those read so far. */
export interface Validation<S extends State> {
  /** The mean loss over the counted positions. */
  readonly loss: number;
  /** The number of counted positions. */
  readonly count: number;
  /** The steps before `end` of the stream have been read. */
  readonly end: number;
  /** The state after the last step. */
  readonly state: S;
}

/**
 * Computes the mean loss of a model over a stream. The state is carried from window to window, and
 * nothing is updated. Each window has the weight of its counted positions, so `loss` must average
 * over them. The result does not depend on `window`.
 *
 * @throws ArgumentError if an argument is not valid, if a layer of the model is not causal and the
 * stream is more than one window, if the stream gives another window than requested, or if no
 * target counts
 * @throws NonFiniteError if the loss of a window is NaN
 */
export function validate<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: ValidateOptions<S, Y>,
): Validation<S> {
  const run = start('validate', model, stream, options);
  if (!Number.isFinite(run.last)) {
    throw new ArgumentError(
      'validate',
      'the stream has no end (length: Infinity); say how many steps are read, such as steps: 1000.',
    );
  }
  let result: Validation<S> | undefined;
  for (const part of windows(run)) result = part;
  if (result !== undefined && result.count > 0) return result;
  throw new ArgumentError(
    'validate',
    `no target of the steps ${run.first} to ${run.last} of the stream counts: the count of every window is 0, so there is no mean loss.`,
  );
}

/**
 * `validate` window by window: yields the result of the steps read so far after each window, for
 * progress and interruption. The last one is the result of `validate`. While no target counts, the
 * loss is NaN. A stream without end is read until the loop ends.
 *
 * @throws ArgumentError and NonFiniteError as `validate` does, except that no target needs to count
 */
export function validation<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: ValidateOptions<S, Y>,
): Generator<Validation<S>, void, void> {
  return windows(start('validation', model, stream, options));
}

/** A validation whose arguments have been checked. */
interface Run<S extends State, X extends Sequence, Y> {
  readonly operation: string;
  readonly model: Unrollable<S>;
  readonly stream: Stream<X, Y>;
  readonly loss: SequenceLoss<Y>;
  readonly state: S | undefined;
  readonly window: number;
  /** The steps `first <= t < last` are counted. */
  readonly first: number;
  readonly last: number;
}

function start<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: ValidateOptions<S, Y>,
): Run<S, X, Y> {
  requireUnrollable(operation, model);
  requireStream(operation, stream);
  requireGivenOptions(operation, options, NAMES);
  const { window: steps, loss, state, burnIn = 0 } = options;
  requireLoss(operation, loss);
  if (!isInRange(steps, { least: 1, most: Number.POSITIVE_INFINITY, whole: true })) {
    throw new ArgumentError(
      operation,
      `window is ${describe(steps)}; it must be a whole number of steps of at least 1. Infinity reads the whole stream as one window.`,
    );
  }
  requireBurnIn(operation, burnIn, stream.length);
  const rest = stream.length - burnIn;
  if (options.steps !== undefined) requireRange(operation, 'steps', options.steps, { ...SIZE, most: rest });
  const last = burnIn + (options.steps ?? rest);
  const window = Math.min(steps, last);
  if (!Number.isFinite(window)) {
    throw new ArgumentError(
      operation,
      'window is Infinity, and the stream has no end either; give a whole number of steps.',
    );
  }
  if (window < last || burnIn > 0 || state !== undefined) {
    requireCausal(
      operation,
      model,
      'validate whole sequences: window: Infinity reads the whole stream as one window, from the initial state',
    );
  }
  return { operation, model, stream, loss, state, window, first: burnIn, last };
}

function* windows<S extends State, X extends Sequence, Y>({
  operation,
  model,
  stream,
  loss,
  window: length,
  first,
  last,
  ...options
}: Run<S, X, Y>): Generator<Validation<S>, void, void> {
  let state = readThrough(operation, model, stream, 0, first, options.state, length);
  let [sum, counted] = [0, 0];
  for (let start = first; start < last; start += length) {
    const end = Math.min(start + length, last);
    const window = readWindow(operation, stream, start, end - start);
    const { targets, count } = window;
    const result = evaluate(() => {
      const { outputs, state: after } = model.unroll(window.inputs, state, window);
      // A mean over no position would be NaN, and the sum with it.
      return { loss: count === 0 ? 0 : lossOf(operation, loss, outputs, targets).item(), after };
    });
    if (Number.isNaN(result.loss)) throw nanLoss(operation, start, end);
    state = result.after;
    sum += result.loss * count;
    counted += count;
    yield { loss: sum / counted, count: counted, end, state };
  }
}

function nanLoss(operation: string, start: number, end: number): NonFiniteError {
  return new NonFiniteError(
    operation,
    `the loss of the steps ${start} to ${end} of the stream is NaN. Check the parameters, the inputs and the targets for NaN; ` +
      'a run that has diverged needs a smaller learning rate or clipping of the gradient.',
    { start, end },
  );
}
