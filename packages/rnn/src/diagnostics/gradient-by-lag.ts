import type { Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import type { SequenceLoss } from '../training/window-run.js';
import { checkSteps, truncations } from './truncations.js';

/** Options of `gradientByLag`. */
export interface GradientByLagOptions<S extends State, Y> {
  /** The step t of the stream whose loss is looked at; the last one if not given. */
  readonly at?: number;
  /** How many steps to look back; to the start of the stream if not given. */
  readonly lags?: number;
  /** Of one step: outputs [1, B, ...] and its targets. */
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream; the model's initial state if not given. */
  readonly state?: S;
}

/**
 * How much of the loss at step t reaches the state k steps earlier: element `k - 1` is the norm of `d loss[t] / d s[t - k]` for k from 1 on, where
 * `s[t - k]` is everything that the network carries after step t - k, in all lanes. Where it falls to nothing, truncation loses nothing;
 * how fast it falls is the memory that can be learned (Bengio, Simard & Frasconi 1994; Pascanu et al. 2013, arXiv:1211.5063).
 *
 * The parameters, and the gradients that lie in them, are left alone. Layers behave as outside a step: nothing is dropped.
 */
export function gradientByLag<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  { at = stream.length - 1, lags = at + 1, loss, state }: GradientByLagOptions<S, Y>,
): Float64Array {
  checkSteps('gradientByLag', 'at', at, 0, stream.length - 1);
  checkSteps('gradientByLag', 'lags', lags, 1, at + 1);
  const point = { k1: 1, end: at + 1, longest: lags, loss, state };
  return Float64Array.from(truncations(model, stream, point, false), ({ stateNorm }) => stateNorm);
}
