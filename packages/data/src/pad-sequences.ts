import type { Indices } from './arrays.js';
import { longest, sequencesOf, timeMajor } from './sequences.js';

/** Sequences of different lengths side by side. */
export interface PaddedSequences {
  /** `[T, B]` Ids. `T` is the length of the longest sequence. 0 after the end of a sequence. */
  readonly inputs: Indices;
  /** `[B]` The number of steps of each sequence. */
  readonly lengths: Int32Array;
}

/**
 * Pads sequences to the length of the longest and joins them as the lanes of one window,
 * time-major. The recurrent layers of `@tbptt/rnn` read the result: `layer.unroll(inputs, state, {
 * lengths })`. There padding has no effect, and the final state of each lane is the state after its
 * last symbol.
 *
 * @param sequences `[N]` The ids of each sequence. A sequence may be empty.
 * @param rows `[B]` The sequences to join, such as a batch of {@link batches}. Default: all.
 * @throws ArgumentError if there is no such sequence, if none is named, or if an element of one is
 * not a whole number of at least 0.
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  rows?: ArrayLike<number>,
): PaddedSequences {
  const lanes = sequencesOf('padSequences', sequences, rows);
  const steps = longest(lanes);
  return {
    inputs: { shape: [steps, lanes.length], data: timeMajor('padSequences', lanes, { steps, filler: 0 }) },
    lengths: Int32Array.from(lanes, ({ length }) => length),
  };
}
