import { IGNORED } from './arrays.js';
import { IdOutOfRangeError } from './errors.js';
import type { LaneWindow } from './lanes.js';
import { lanesOf, timeMajor } from './pad-sequences.js';

/** Whole sequences as a window: what a language model reads and what it should expect next. */
export interface SequenceWindow extends LaneWindow {
  /** `[B]`, how many steps each lane has: the symbols of its sequence and one more. */
  readonly lengths: Int32Array;
}

/**
 * Sequences for a language model, each a lane of its own: inputs are the boundary and the symbols, targets the symbols and the boundary. So it learns how sequences
 * begin, and when they end. T is the length of the longest sequence and 1; where a lane has ended inputs are 0 and targets {@link IGNORED}, so that a loss that
 * averages does so over the `count` symbols and boundaries.
 *
 * ```ts
 * const { inputs, targets, lengths } = nextSymbols(sequences, batch, boundary);
 * optimizer.step(() => {
 *   const { outputs } = model.unroll(inputs, model.initialState(lengths.length), { lengths });
 *   return crossEntropy(outputs, targets);
 * });
 * ```
 *
 * @param sequences `[N]`, ids each; one may be empty
 * @param rows `[B]`, which of them, such as a batch of {@link batches}
 * @param boundary the id that stands before and after each sequence
 * @throws SequenceError where there is no such sequence, or none is asked for
 * @throws IdOutOfRangeError where an id is negative
 */
export function nextSymbols(
  sequences: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
  boundary: number,
): SequenceWindow {
  if (!Number.isInteger(boundary) || boundary < 0) throw new IdOutOfRangeError('nextSymbols', boundary, 0);
  const lanes = lanesOf('nextSymbols', sequences, rows);
  const lengths = Int32Array.from(lanes, ({ length }) => length + 1);
  const shape = [Math.max(...lengths), lanes.length];
  const inputs = lanes.map((lane) => [boundary, ...Array.from(lane)]);
  const targets = lanes.map((lane) => [...Array.from(lane), boundary]);
  return {
    inputs: { shape, data: timeMajor(inputs, shape, 0) },
    targets: { shape, data: timeMajor(targets, shape, IGNORED) },
    lengths,
    count: lengths.reduce((sum, length) => sum + length, 0),
  };
}
