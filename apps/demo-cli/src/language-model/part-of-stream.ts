import type { Stream } from '@tbptt/rnn';

/** Returns at most `steps` steps of a stream, from a step on, as a stream. */
export function partOfStream(stream: Stream, from: number, steps: number): Stream {
  const length = Math.min(steps, stream.length - from);
  return {
    lanes: stream.lanes,
    length,
    window: (start, count) => stream.window(from + start, Math.min(count, length - start)),
  };
}
