import type { Indices } from './arrays.js';
import { IdOutOfRangeError, SequenceError } from './errors.js';

/** Sequences of different lengths side by side. */
export interface PaddedSequences {
  /** `[T, B]`, ids, T being the length of the longest sequence; 0 where a sequence has ended. */
  readonly inputs: Indices;
  /** `[B]`, how many steps each sequence has. */
  readonly lengths: Int32Array;
}

/**
 * Sequences side by side as the lanes of one window, time-major, those that are shorter than the longest filled up behind. Together with the lengths this is what
 * layers of `@tbptt/rnn` read, `layer.unroll(inputs, state, { lengths })`: padding influences nothing there, and the state they give is the one after the last symbol of
 * each sequence.
 *
 * @param sequences `[N]`, ids each; one may be empty
 * @param rows `[B]`, which of them, such as a batch of {@link batches}. Default: all
 * @throws SequenceError where there is no such sequence, or none is asked for
 * @throws IdOutOfRangeError where an id is negative
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  rows: ArrayLike<number> = sequences.map((_, row) => row),
): PaddedSequences {
  const lanes = lanesOf('padSequences', sequences, rows);
  const lengths = Int32Array.from(lanes, ({ length }) => length);
  const shape = [Math.max(...lengths), lanes.length];
  return { inputs: { shape, data: timeMajor(lanes, shape, 0) }, lengths };
}

/** The sequences that `rows` names, checked. */
export function lanesOf(
  operation: string,
  sequences: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
): readonly ArrayLike<number>[] {
  if (rows.length === 0) throw new SequenceError(operation, sequences.length);
  return Array.from(rows, (row) => {
    const sequence = sequences[row];
    if (sequence === undefined) throw new SequenceError(operation, sequences.length, row);
    for (let t = 0; t < sequence.length; t++) {
      const id = sequence[t] as number;
      if (id < 0) throw new IdOutOfRangeError(operation, id, t);
    }
    return sequence;
  });
}

/** `[T, B]`: the symbols of each lane, then `filler`. */
export function timeMajor(
  lanes: readonly ArrayLike<number>[],
  [T = 0, B = 0]: readonly number[],
  filler: number,
): Int32Array {
  const data = new Int32Array(T * B).fill(filler);
  lanes.forEach((lane, b) => {
    for (let t = 0; t < lane.length; t++) data[t * B + b] = lane[t] as number;
  });
  return data;
}
