import { reshape, Tensor } from '@tbptt/core';
import type { Sequence } from '../recurrent.js';

/** The input of one step, `[B, D]` or symbols `[B]`, as a sequence of length 1. */
export function asSequence(input: Sequence): Sequence {
  return input instanceof Tensor
    ? reshape(input, [1, ...input.shape])
    : { shape: [1, ...input.shape], data: input.data };
}

/** The only step of `[1, B, H]`, as `[B, H]`. */
export function withoutTime(outputs: Tensor): Tensor {
  return reshape(outputs, outputs.shape.slice(1));
}

/** The only step of a sequence of length 1: `[B, D]`, or symbols `[B]`. */
export function onlyStep(sequence: Sequence): Sequence {
  return sequence instanceof Tensor
    ? withoutTime(sequence)
    : { shape: sequence.shape.slice(1), data: sequence.data };
}
