import { ArgumentError, type Indices, reshape, Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { requireCausalSteps } from '../causal.js';
import { resetsOf } from '../lanes/resets-of.js';
import type { Sequence, State, StepOptions, Stepped, Unrollable, UnrollableLayer } from '../recurrent.js';
import { isIndices } from './check.js';

/** Returns the input of one step, `[B, D]` or symbols `[B]`, as a sequence of length 1. */
export function asSequence(operation: string, input: Sequence): Sequence {
  const given: unknown = input;
  if (given instanceof Tensor) return reshape(given, [1, ...given.shape]);
  if (isIndices(given)) return { shape: [1, ...given.shape], data: given.data };
  throw new ArgumentError(
    operation,
    `the input is ${describe(given)}; it must be a tensor [B, D], or symbols [B] such as indices([B], ids).`,
  );
}

/** Makes one step of a layer: by its own method, or as a window of one step if it has none. */
export function stepOf<S extends State>(
  layer: UnrollableLayer<S>,
  input: Sequence,
  state: S,
  lanes?: StepOptions,
): Stepped<S> {
  if (layer.step === undefined) return stepByWindow(layer, input, state, lanes);
  return lanes === undefined ? layer.step(input, state) : layer.step(input, state, lanes);
}

/**
 * Makes one step of a network as a window of one step.
 *
 * @throws ArgumentError if there is no state, or if the network is not causal
 * @throws ShapeError if there is not a reset for each lane
 */
export function stepByWindow<S extends State>(
  network: Pick<Unrollable<S>, 'unroll' | 'causal'>,
  input: Sequence,
  state: S,
  lanes?: StepOptions,
): Stepped<S> {
  const { name } = network.constructor;
  requireCausalSteps(network);
  requireGivenState(name, state);
  const sequence = asSequence(name, input);
  const resets = resetsOf(name, lanes, sequence.shape[1] ?? 0);
  const { outputs, state: next } = network.unroll(sequence, state, resets && { resets });
  return { output: withoutTime(outputs), state: next };
}

/** Checks that a step has a state. A window without one begins with the initial state; a step may not. */
export function requireGivenState(operation: string, state: State | undefined): void {
  if (state !== undefined) return;
  throw new ArgumentError(
    operation,
    'the state is undefined; give the state after the step before, initialState(B) at first.',
  );
}

/** Returns the only step of `[1, B, H]`, as `[B, H]`. */
function withoutTime(outputs: Tensor): Tensor {
  return reshape(outputs, outputs.shape.slice(1));
}

/** Returns the only step of a sequence of length 1: `[B, D]`, or symbols `[B]`. */
export function onlyStep(sequence: Sequence): Tensor | Indices {
  return sequence instanceof Tensor
    ? withoutTime(sequence)
    : { shape: sequence.shape.slice(1), data: sequence.data };
}
