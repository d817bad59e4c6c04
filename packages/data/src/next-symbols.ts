import { describe, requireList } from './arguments.js';
import { IGNORED } from './arrays.js';
import { ArgumentError } from './errors.js';
import { isId } from './ids.js';
import type { LaneWindow } from './lanes.js';
import { longest, sequencesOf, timeMajor } from './sequences.js';

/** Whole sequences as a window of a language model. */
export interface SequenceWindow extends LaneWindow {
  /** `[B]` The number of steps of each lane: the symbols of its sequence and one more. */
  readonly lengths: Int32Array;
}

/**
 * Joins sequences as the lanes of one window of a language model. The inputs of a lane are the
 * boundary and the symbols, its targets the symbols and the boundary. So a model learns how
 * sequences begin and when they end. `T` is the length of the longest sequence plus 1. After the
 * end of a lane, inputs are 0 and targets {@link IGNORED}. A mean loss is a mean over the `count`
 * symbols and boundaries.
 *
 * ```ts
 * const { inputs, targets, lengths } = nextSymbols(sequences, batch, boundary);
 * optimizer.step(() => {
 *   const { outputs } = model.unroll(inputs, model.initialState(lengths.length), { lengths });
 *   return crossEntropy(outputs, targets);
 * });
 * ```
 *
 * @param sequences `[N]` The ids of each sequence. A sequence may be empty.
 * @param rows `[B]` The sequences to join, such as a batch of {@link batches}.
 * @param boundary The id before and after each sequence.
 * @throws ArgumentError if there is no such sequence, if none is named, or if an id is not a whole
 * number of at least 0.
 */
export function nextSymbols(
  sequences: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
  boundary: number,
): SequenceWindow {
  if (!isId(boundary)) {
    throw new ArgumentError(
      'nextSymbols',
      `the id ${describe(boundary)} at position 0 stands for no symbol; the boundary must be an integer from 0 up, as Vocabulary.encode gives them.`,
      { boundary },
    );
  }
  requireList('nextSymbols', 'rows', rows, 'numbers of sequences');
  const lanes = sequencesOf('nextSymbols', sequences, rows);
  const steps = longest(lanes) + 1;
  const shape = [steps, lanes.length];
  const inputs = timeMajor('nextSymbols', lanes, { steps, first: 1, filler: 0 }).fill(
    boundary,
    0,
    lanes.length,
  );
  const targets = timeMajor('nextSymbols', lanes, { steps, filler: IGNORED });
  lanes.forEach(({ length }, b) => {
    targets[length * lanes.length + b] = boundary;
  });
  const lengths = Int32Array.from(lanes, ({ length }) => length + 1);
  return {
    inputs: { shape, data: inputs },
    targets: { shape, data: targets },
    lengths,
    count: lengths.reduce((sum, length) => sum + length, 0),
  };
}
