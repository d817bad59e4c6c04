import type { Indices } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { WindowSchedule } from './spans.js';
import type { Stream } from './stream.js';
import { train, type Update } from './train.js';
import { type TrainingOptions, trainingPlan } from './training-options.js';
import type { WindowChoice } from './window-choice.js';

/** Options of `truncatedBPTT`. */
export interface TruncatedBPTTOptions<S extends State, Y> extends TrainingOptions<S, Y> {
  /**
   * The number of steps between two updates, or a function of the number of the update, such as
   * `randomWindows` returns, or `randomTruncation` of `@tbptt/rnn/online`, which makes the gradient
   * unbiased. A k1 longer than the stream is cut to the stream, so `Infinity` takes the whole stream
   * as one window.
   */
  readonly k1: number | WindowSchedule;
  /**
   * The largest number of steps that an update is propagated back, at least k1. `Infinity` is full
   * back-propagation; `adaptiveTruncation` of `@tbptt/rnn/online` chooses it while training. Default:
   * k1.
   */
  readonly k2?: number | WindowChoice;
}

/**
 * Truncated back-propagation through time, TBPTT(k1, k2): after every k1 steps the losses of those
 * k1 steps are propagated at most k2 steps back, and the parameters are updated (Williams & Peng
 * 1990, BPTT(h; h')). Every loss counts once. The state that enters a window is a constant, and the
 * state that leaves it is carried to the next window. If k2 is at least the length of the stream,
 * this is full back-propagation.
 *
 * If k2 > k1, the steps before the last k1 are run again from the state that was carried to their
 * start, with the present parameters.
 *
 * With `accumulate`, an update takes several windows: its gradient is the weighted sum of theirs,
 * each truncated by itself, and its memory that of one window.
 *
 * A window in which no target counts (`count: 0`) is read for its state, without dropout. It adds
 * no loss and no gradient, and if nothing counts in all windows of an update, there is no update
 * and nothing is yielded.
 *
 * Returns a generator, which trains while the next update is requested: `break` stops it, and
 * progress, checkpoints and early stopping attach from outside.
 *
 * @throws ArgumentError if an argument is not valid, if a layer of the model is not causal and the
 * stream is more than one window, if the stream gives another window than requested, or if no
 * target of a whole epoch counts
 * @throws NonFiniteError if a loss is NaN or infinite; nothing is updated by that step
 */
export function truncatedBPTT<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: TruncatedBPTTOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const plan = trainingPlan('truncatedBPTT', model, stream, options);
  return train('truncatedBPTT', model, stream, plan, (k1) => k1);
}
