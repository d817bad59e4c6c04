import { ArgumentError, type Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { WindowSchedule } from './spans.js';
import type { Stream } from './stream.js';
import { type TrainingOptions, train, type Update } from './train.js';
import { windowLengths } from './window-lengths.js';

/** Options of `slidingWindowBPTT`. */
export interface SlidingWindowBPTTOptions<S extends State, Y> extends TrainingOptions<S, Y> {
  /** How many steps the window moves between two updates: a number, or one for each update. */
  readonly k1: number | WindowSchedule;
  /** How many steps the window has, of all of which losses are taken; not less than k1. */
  readonly k2: number;
}

/**
 * The other reading of TBPTT(k1, k2), found under the same name: a window of k2 steps slides over the stream, and after every k1 steps the losses of **all** steps in it are
 * propagated, not only those of the latest k1. So each loss counts about `k2 / k1` times, in as many updates, and travels from 1 to k2 steps back, where
 * `truncatedBPTT` takes each once and from k2 - k1 + 1 to k2 steps back: for the same work it sees less far. Use it to compare with programs that train so.
 *
 * As long as less than k2 steps have been read, the window has those; near the end of the stream losses count fewer times. Everything else is as with `truncatedBPTT`,
 * `weightByLength` with a share of k2 B positions; for `k1 = k2` the two are the same.
 *
 * Throws `ArgumentError` for lengths that make no sense: k2 must be finite here.
 */
export function* slidingWindowBPTT<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: SlidingWindowBPTTOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const { k1, k2 } = windowLengths('slidingWindowBPTT', options.k1, options.k2);
  if (k2 === Number.POSITIVE_INFINITY) {
    throw new ArgumentError(
      'slidingWindowBPTT',
      'k2 is Infinity; the window that slides must have an end: give a whole number of steps, such as the length of the stream.',
    );
  }
  yield* train('slidingWindowBPTT', model, stream, options, {
    k1,
    k2,
    counted: (steps) => Math.max(steps, k2),
  });
}
