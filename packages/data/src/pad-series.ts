import { describe, isInRange, requireList } from './arguments.js';
import { type Floats, zeros } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { requireFloats } from './require-floats.js';

/** Sequences of numbers of different lengths side by side. */
export interface PaddedSeries {
  /** `[T, B, D]` `T` is the length of the longest sequence. 0 after the end of a sequence. */
  readonly inputs: Floats;
  /** `[T, B, 1]` 1 at each step of a sequence, 0 after its end: the weights of a loss of numbers. */
  readonly mask: Floats;
  /** `[B]` The number of steps of each sequence. */
  readonly lengths: Int32Array;
}

/**
 * Pads sequences of numbers to the length of the longest and joins them as the lanes of one window,
 * time-major. Recurrent layers read it with `{ lengths }`, and a loss of numbers counts what the mask
 * says: `meanSquaredError(outputs, targets, { weight: tensor(mask) })`.
 *
 * @param sequences `[N]` Numbers `[T, D]`, of one D. A sequence may have no steps.
 * @param rows `[B]` The sequences to join, such as a batch of {@link batchesByLength}. Default: all.
 * @throws ArgumentError if there is no such sequence, if none is named, or if a number is not finite.
 * @throws ShapeError if a sequence is not `[T, D]`, or has another D than the first of the batch.
 */
export function padSeries(sequences: readonly Floats[], rows?: ArrayLike<number>): PaddedSeries {
  const name = 'padSeries';
  requireList(name, 'sequences', sequences, 'numbers [T, D]');
  if (rows !== undefined) requireList(name, 'rows', rows, 'numbers of sequences');
  const named: readonly unknown[] =
    rows === undefined ? Array.from(sequences, (_, b) => b) : Array.from(rows);
  if (named.length === 0) {
    throw new ArgumentError(
      name,
      `no sequence of ${sequences.length} was asked for; a batch must have one at least.`,
      { available: sequences.length },
    );
  }
  const lanes = named.map((row, position) => {
    if (!isInRange(row, { least: 0, most: sequences.length - 1, whole: true })) {
      throw new ArgumentError(
        name,
        `sequence ${describe(row)} was asked for; there are ${sequences.length}, with numbers from 0 up.`,
        { row, position, available: sequences.length },
      );
    }
    const lane = sequences[row] as Floats;
    requireFloats(name, `the numbers of sequence ${row}`, lane);
    return { row, lane };
  });
  const columns = lanes[0]?.lane.shape[1];
  for (const { row, lane } of lanes) {
    if (lane.shape.length === 2 && lane.shape[1] === columns) continue;
    throw new ShapeError(
      name,
      `sequence ${row} is [${lane.shape.join(', ')}], the first of the batch [${lanes[0]?.lane.shape.join(', ')}]; all must be [T, D] with one D.`,
      { row, shape: lane.shape },
    );
  }
  const D = columns as number;
  const B = lanes.length;
  const lengths = Int32Array.from(lanes, ({ lane }) => lane.shape[0] as number);
  const T = lengths.reduce((most, length) => Math.max(most, length), 0);
  const data = zeros(name, 'the sequences', Float32Array, T * B * D);
  const mask = zeros(name, 'the sequences', Float32Array, T * B);
  lanes.forEach(({ lane }, b) => {
    for (let t = 0; t < (lengths[b] as number); t++) {
      data.set(lane.data.subarray(t * D, (t + 1) * D), (t * B + b) * D);
      mask[t * B + b] = 1;
    }
  });
  return { inputs: { shape: [T, B, D], data }, mask: { shape: [T, B, 1], data: mask }, lengths };
}
