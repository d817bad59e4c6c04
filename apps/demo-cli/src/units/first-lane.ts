import type { Stream } from '@tbptt/rnn';

/** Returns the symbols of the first lane of a stream, at most `most`. */
export function firstLane(stream: Stream, most: number): Int32Array {
  const steps = Math.min(most, stream.length);
  const { inputs } = stream.window(0, steps);
  return Int32Array.from({ length: steps }, (_, t) => inputs.data[t * stream.lanes] as number);
}
