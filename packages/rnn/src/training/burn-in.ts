import { evaluate } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { readWindow } from './read-window.js';
import type { Stream } from './stream.js';

/**
 * Returns the state after the steps `first <= t < last` of a stream, read without gradient from
 * `state`, or from the model's initial state if it is undefined. At most `window` steps are in
 * memory at a time.
 */
export function readThrough<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  first: number,
  last: number,
  state: S | undefined,
  window: number,
): S {
  let current = state ?? model.initialState(stream.lanes);
  for (let start = first; start < last; start += window) {
    const read = readWindow(operation, stream, start, Math.min(window, last - start));
    current = evaluate(() => model.unroll(read.inputs, current, read).state);
  }
  return current;
}
