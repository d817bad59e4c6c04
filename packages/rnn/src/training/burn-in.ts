import { ArgumentError, evaluate, type Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { Stream } from './stream.js';

/**
 * The state after the steps `first <= t < last` of a stream, read without gradient from `state`, or from the model's initial state if that is not
 * given; `window` steps at a time, which bounds the memory.
 */
export function readThrough<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  first: number,
  last: number,
  state: S | undefined,
  window: number,
): S {
  let current = state ?? model.initialState(stream.lanes);
  for (let start = first; start < last; start += window) {
    const read = stream.window(start, Math.min(window, last - start));
    current = evaluate(() => model.unroll(read.inputs, current, read).state);
  }
  return current;
}

/** An `ArgumentError` unless something of a stream is left behind the steps that are not counted. */
export function checkBurnIn(operation: string, burnIn: number, length: number): void {
  if (!Number.isInteger(burnIn) || burnIn < 0 || (burnIn > 0 && burnIn >= length)) {
    throw new ArgumentError(
      operation,
      `burnIn is ${burnIn}; it must be a whole number of steps of at least 0, less than the ${length} of the stream.`,
    );
  }
}
