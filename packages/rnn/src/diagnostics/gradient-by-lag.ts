import type { Indices } from '@tbptt/core';
import type { OptionNames } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream } from '../training/stream.js';
import { requireDiagnosis, requireSteps } from './arguments.js';
import { truncations } from './truncations.js';

/** Options of `gradientByLag`. */
export interface GradientByLagOptions<S extends State, Y> {
  /** The step t of the stream whose loss is differentiated. Default: the last step. */
  readonly at?: number;
  /** The largest number of steps to look back. Default: to the start of the stream. */
  readonly lags?: number;
  /** The loss of one step: outputs [1, B, ...] and its targets. */
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream. Default: the model's initial state. */
  readonly state?: S;
}

const NAMES: OptionNames<GradientByLagOptions<State, unknown>> = {
  at: true,
  lags: true,
  loss: true,
  state: true,
};

/**
 * Measures how much of the loss at step t reaches the state k steps earlier. Element `k - 1` is the
 * norm of `d loss[t] / d s[t - k]` for k from 1 on, where `s[t - k]` is the whole state of the
 * network after step t - k, in all lanes. Where the norm is close to zero, truncation loses
 * nothing. The rate at which it decays limits the memory that can be learned (Bengio, Simard &
 * Frasconi 1994; Pascanu et al. 2013, arXiv:1211.5063).
 *
 * The parameters and their gradients are not changed. Layers behave as outside a step: nothing is
 * dropped.
 *
 * @throws ArgumentError if an argument is not valid, or if no target of step t counts
 */
export function gradientByLag<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: GradientByLagOptions<S, Y>,
): Float64Array {
  const operation = 'gradientByLag';
  requireDiagnosis(operation, model, stream, options, NAMES);
  const { at = stream.length - 1, lags = at + 1, loss, state } = options;
  requireSteps(operation, 'at', at, 0, stream.length - 1);
  requireSteps(operation, 'lags', lags, 1, at + 1);
  const point = { k1: 1, end: at + 1, longest: lags, loss, state };
  return Float64Array.from(truncations(operation, model, stream, point, false), ({ stateNorm }) => stateNorm);
}
