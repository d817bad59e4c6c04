import { IGNORED, indices, type Random } from '@tbptt/core';
import type { Stream } from '../training/stream.js';

/**
 * Trials without end marks in a stream of T symbols: a cue, 1 or 2, is followed by blanks, 0, for
 * `least` to `least + spread - 1` steps, then by 3, at which the target is the cue, 0 or 1. Nothing
 * else counts.
 */
export function copyTrials(T: number, least: number, spread: number, random: Random): Stream {
  const inputs = new Int32Array(T);
  const targets = new Int32Array(T).fill(IGNORED);
  for (let t = 0; t + least + spread < T; ) {
    const delay = least + random.integer(spread);
    const cue = 1 + random.integer(2);
    inputs[t] = cue;
    inputs[t + delay] = 3;
    targets[t + delay] = cue - 1;
    t += delay + 1;
  }
  return {
    lanes: 1,
    length: T,
    window(start, length) {
      const counted = targets.slice(start, start + length);
      return {
        inputs: indices([length, 1], inputs.slice(start, start + length)),
        targets: indices([length, 1], counted),
        count: counted.filter((target) => target !== IGNORED).length,
      };
    },
  };
}
