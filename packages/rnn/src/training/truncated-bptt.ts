import type { Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { WindowSchedule } from './spans.js';
import type { Stream } from './stream.js';
import { type TrainingOptions, train, type Update } from './train.js';
import { windowLengths } from './window-lengths.js';

/** Options of `truncatedBPTT`. */
export interface TruncatedBPTTOptions<S extends State, Y> extends TrainingOptions<S, Y> {
  /** How many steps lie between two updates: a number, or one for each update, such as `randomWindows` gives. */
  readonly k1: number | WindowSchedule;
  /** How many steps at most an update is propagated back; k1 if not given, and never less. */
  readonly k2?: number;
}

/**
 * Truncated back-propagation through time, TBPTT(k1, k2): after every k1 steps the loss of those k1 steps is propagated at
 * most k2 steps back, and the parameters are updated (Williams & Peng 1990, BPTT(h; h')). Every loss counts once. The state that enters a
 * window is a constant, the state that leaves it is carried on. With k2 not less than the length of the stream this is full back-propagation.
 *
 * For k2 > k1 the steps before the last k1 are run again from the state that was carried to their start, with the present parameters.
 *
 * With `accumulate` an update takes several windows: the gradient is the weighted sum of theirs, each truncated by itself, the memory that of one.
 *
 * A generator: it trains as long as it is asked for the next update, so `break` stops it, and progress, checkpoints and early
 * stopping attach from outside.
 */
export function* truncatedBPTT<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: TruncatedBPTTOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const lengths = windowLengths('truncatedBPTT', options.k1, options.k2);
  yield* train('truncatedBPTT', model, stream, options, { ...lengths, counted: (k1) => k1 });
}
