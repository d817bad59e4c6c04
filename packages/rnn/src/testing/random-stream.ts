import { type Random, type Tensor, tensor } from '@tbptt/core';
import { timeSlice } from '../lanes/time-slice.js';
import type { Sequence } from '../recurrent.js';
import type { Stream } from '../training/stream.js';

/** Numbers with the shape, normal. */
export function normalTensor(shape: readonly number[], random: Random): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    shape,
    Array.from({ length: size }, () => random.normal()),
  );
}

/** A stream of T steps with B lanes of inputs [T, B, D] or symbols [T, B], and targets [T, B, ...]. */
export function streamOver<X extends Sequence>(inputs: X, targets: Tensor): Stream<X, Tensor> {
  const [length = 0, lanes = 0] = inputs.shape;
  return {
    length,
    lanes,
    window(start, steps) {
      const slice = <S extends Sequence>(sequence: S) => timeSlice(sequence, start, start + steps) as S;
      return { inputs: slice(inputs), targets: slice(targets), count: steps * lanes };
    },
  };
}
