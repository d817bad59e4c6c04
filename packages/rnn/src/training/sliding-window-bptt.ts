import { ArgumentError, type Indices } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { WindowSchedule } from './spans.js';
import type { Stream } from './stream.js';
import { train, type Update } from './train.js';
import { type TrainingOptions, trainingPlan } from './training-options.js';

/** Options of `slidingWindowBPTT`. */
export interface SlidingWindowBPTTOptions<S extends State, Y> extends TrainingOptions<S, Y> {
  /**
   * The number of steps that the window moves between two updates, or a function of the number of
   * the update.
   */
  readonly k1: number | WindowSchedule;
  /** The number of steps of the window, at least k1. The losses of all of them are taken. */
  readonly k2: number;
}

/**
 * The other reading of TBPTT(k1, k2), found under the same name: a window of k2 steps slides over
 * the stream, and after every k1 steps the losses of **all** its steps are propagated, not only
 * those of the latest k1. Each loss counts about `k2 / k1` times and is propagated from 1 to k2
 * steps back, whereas `truncatedBPTT` takes each loss once and propagates it from k2 - k1 + 1 to k2
 * steps back. For the same work this sees less far. Use it to compare with programs that train so.
 *
 * Until k2 steps have been read, the window has fewer; near the end of the stream losses count
 * fewer times. Everything else is as in `truncatedBPTT`, with shares of k2 B positions for
 * `weightByLength`. For `k1 = k2` the two are the same.
 *
 * @throws ArgumentError if k2 is not finite, and as `truncatedBPTT` does
 * @throws NonFiniteError if a loss is NaN or infinite; nothing is updated by that step
 */
export function slidingWindowBPTT<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: SlidingWindowBPTTOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const plan = trainingPlan('slidingWindowBPTT', model, stream, options);
  const { k2 } = options;
  if (!Number.isFinite(k2)) {
    throw new ArgumentError(
      'slidingWindowBPTT',
      `k2 is ${k2}; the window that slides must have an end: give a whole number of steps, such as the length of the stream.`,
    );
  }
  return train('slidingWindowBPTT', model, stream, plan, (steps) => Math.max(steps, k2));
}
