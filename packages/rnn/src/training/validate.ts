import { ArgumentError, evaluate, type Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { checkBurnIn, readThrough } from './burn-in.js';
import type { Stream } from './stream.js';
import type { SequenceLoss } from './window-run.js';

/** Options of `validate`. */
export interface ValidateOptions<S extends State, Y> {
  /** Steps read at a time: it bounds the memory, not what the network remembers, since the state is carried. */
  readonly window: number;
  /** Such as `crossEntropy`, which averages over the positions. */
  readonly loss: SequenceLoss<Y>;
  /** The state at the start; the model's initial state if not given. */
  readonly state?: S;
  /** How many steps at the start of the stream are read but not counted; 0 if not given, less than the length of the stream. */
  readonly burnIn?: number;
}

/** What `validate` finds. */
export interface Validation<S extends State> {
  /** The mean loss over all positions. */
  readonly loss: number;
  /** How many positions that is. */
  readonly count: number;
  readonly state: S;
}

/**
 * The mean loss of a model over a whole stream, the state carried from window to window, nothing updated. Each window weighs as many
 * positions as it has, so `loss` must average over positions.
 */
export function validate<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  { window: steps, loss, state: initial, burnIn = 0 }: ValidateOptions<S, Y>,
): Validation<S> {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new ArgumentError(
      'validate',
      `window is ${steps}; it must be a whole number of steps of at least 1.`,
    );
  }
  checkBurnIn('validate', burnIn, stream.length);
  let state = readThrough(model, stream, 0, burnIn, initial, steps);
  let sum = 0;
  let count = 0;
  for (let start = burnIn; start < stream.length; start += steps) {
    const window = stream.window(start, steps);
    const result = evaluate(() => {
      const unrolled = model.unroll(window.inputs, state, window);
      return { loss: loss(unrolled.outputs, window.targets), state: unrolled.state };
    });
    state = result.state;
    sum += result.loss.item() * window.count;
    count += window.count;
  }
  return { loss: sum / count, count, state };
}
