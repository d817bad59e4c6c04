import { evaluate } from '@tbptt/core';
import type { Recurrent, State } from '@tbptt/rnn';
import { predictedRight } from './reber-criterion.js';
import type { ReberStreams } from './reber-streams.js';

/**
 * The criterion of continual Reber (Gers et al. 2000): how many symbols a model predicts in every
 * stream before the first error in any; their length if there is none. It reads `window` steps at a
 * time.
 */
export function symbolsUntilError<S extends State>(
  model: Recurrent<S>,
  streams: ReberStreams,
  window: number,
): number {
  const { lanes: B, length } = streams;
  let state = model.initialState(B);
  for (let start = 0; start < length; start += window) {
    const { inputs, legal } = streams.window(start, window);
    const { outputs, state: after } = evaluate(() => model.unroll(inputs, state));
    const error = predictedRight(outputs.toFloats(), legal).indexOf(0);
    if (error >= 0) return start + Math.floor(error / B);
    state = after;
  }
  return length;
}
