import { setImmediate as turn } from 'node:timers/promises';
import { crossEntropy } from '@tbptt/core';
import type { Lanes } from '@tbptt/data';
import { type CharLM, type StackState, type Stream, validate } from '@tbptt/rnn';
import type { Interruption } from '../interruption.js';

/** Steps of the lanes at a time, between which an interruption is noticed. */
const SLICE = 512;

/** The mean loss of a model over held-out lanes, in bits per character; undefined where it was interrupted. */
export async function heldOutBits(
  model: CharLM,
  lanes: Lanes,
  window: number,
  interruption: Interruption,
): Promise<{ bitsPerCharacter: number; characters: number } | undefined> {
  let state: StackState = model.initialState(lanes.lanes);
  let nats = 0;
  let characters = 0;
  for (let start = 0; start < lanes.length; start += SLICE) {
    await turn();
    if (interruption.requested) return undefined;
    const part = validate(model, slice(lanes, start, SLICE), { window, loss: crossEntropy, state });
    state = part.state;
    nats += part.loss * part.count;
    characters += part.count;
  }
  return { bitsPerCharacter: nats / characters / Math.LN2, characters };
}

/** Some steps of a stream as a stream. */
function slice(stream: Stream, from: number, steps: number): Stream {
  const length = Math.min(steps, stream.length - from);
  return {
    lanes: stream.lanes,
    length,
    window: (start, count) => stream.window(from + start, Math.min(count, length - start)),
  };
}
