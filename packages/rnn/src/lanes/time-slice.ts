import { slice, Tensor } from '@tbptt/core';
import type { Sequence } from '../recurrent.js';

/** Returns the steps `first <= t < last` of a sequence. */
export function timeSlice(sequence: Sequence, first: number, last: number): Sequence {
  if (sequence instanceof Tensor) return slice(sequence, 0, first, last);
  const [, ...rest] = sequence.shape;
  const width = rest.reduce((product, length) => product * length, 1);
  return {
    shape: [last - first, ...rest],
    data: sequence.data.subarray(first * width, last * width),
  };
}
