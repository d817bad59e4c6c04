import { reshape, Tensor } from '@tbptt/core';
import { requireCausalSteps } from '../causal.js';
import type { Sequence, State, Stepped, Unrollable } from '../recurrent.js';

/** The input of one step, `[B, D]` or symbols `[B]`, as a sequence of length 1. */
export function asSequence(input: Sequence): Sequence {
  return input instanceof Tensor
    ? reshape(input, [1, ...input.shape])
    : { shape: [1, ...input.shape], data: input.data };
}

/** Makes one step of a network as a window of one step, which is as fast as any other way. */
export function stepByWindow<S extends State>(
  network: Pick<Unrollable<S>, 'unroll' | 'causal'>,
  input: Sequence,
  state: S,
): Stepped<S> {
  requireCausalSteps(network);
  const { outputs, state: next } = network.unroll(asSequence(input), state);
  return { output: withoutTime(outputs), state: next };
}

/** The only step of `[1, B, H]`, as `[B, H]`. */
function withoutTime(outputs: Tensor): Tensor {
  return reshape(outputs, outputs.shape.slice(1));
}

/** The only step of a sequence of length 1: `[B, D]`, or symbols `[B]`. */
export function onlyStep(sequence: Sequence): Sequence {
  return sequence instanceof Tensor
    ? withoutTime(sequence)
    : { shape: sequence.shape.slice(1), data: sequence.data };
}
