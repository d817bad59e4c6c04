import { gather, type Indices, reshape, Tensor } from '@tbptt/core';
import type { Sequence } from '../recurrent.js';

/** A sequence with the steps of each lane in reverse, as many as its length says; padding stays where it is. */
export function reverseTime<X extends Sequence>(sequence: X, lengths?: ArrayLike<number>): X;
export function reverseTime(sequence: Sequence, lengths?: ArrayLike<number>): Sequence {
  const [T = 0, B = 0, width = 0] = sequence.shape;
  const rows = reversedRows(T, B, lengths);
  if (sequence instanceof Tensor) {
    return reshape(gather(reshape(sequence, [T * B, width]), rows), sequence.shape);
  }
  return { shape: sequence.shape, data: rows.data.map((row) => sequence.data[row] as number) };
}

/** For each step and lane the row of `[T B]` that takes its place. */
function reversedRows(T: number, B: number, lengths: ArrayLike<number> | undefined): Indices {
  const data = Int32Array.from({ length: T * B }, (_, row) => {
    const t = Math.floor(row / B);
    const b = row % B;
    const length = lengths?.[b] ?? T;
    return t < length ? (length - 1 - t) * B + b : row;
  });
  return { shape: [T * B], data };
}
