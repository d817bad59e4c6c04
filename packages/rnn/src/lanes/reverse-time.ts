import { gather, type Indices, reshape, Tensor } from '@tbptt/core';
import { requireSequence } from '../cells/check.js';
import type { Sequence } from '../recurrent.js';
import { requireLengths } from './lane-events.js';

/**
 * Returns a sequence with the first `length` steps of each lane in reverse order. Later steps stay
 * where they are.
 *
 * @throws ArgumentError if the sequence or the lengths are not such
 * @throws ShapeError if they do not fit each other
 */
export function reverseTime<X extends Sequence>(sequence: X, lengths?: ArrayLike<number>): X;
export function reverseTime(sequence: Sequence, lengths?: ArrayLike<number>): Sequence {
  const { steps: T, lanes: B } = requireSequence('reverseTime', sequence);
  if (lengths !== undefined) requireLengths('reverseTime', lengths, T, B);
  const rows = reversedRows(T, B, lengths);
  if (sequence instanceof Tensor) {
    return reshape(gather(reshape(sequence, [T * B, sequence.shape.at(-1) ?? 0]), rows), sequence.shape);
  }
  return { shape: sequence.shape, data: rows.data.map((row) => sequence.data[row] as number) };
}

/** The row of `[T B]` that takes the place of each step and lane. */
function reversedRows(T: number, B: number, lengths: ArrayLike<number> | undefined): Indices {
  const data = Int32Array.from({ length: T * B }, (_, row) => {
    const t = Math.floor(row / B);
    const b = row % B;
    const length = lengths?.[b] ?? T;
    return t < length ? (length - 1 - t) * B + b : row;
  });
  return { shape: [T * B], data };
}
