import { setImmediate as turn } from 'node:timers/promises';
import { crossEntropy, NonFiniteError } from '@tbptt/core';
import { type CharLM, type StackState, type Stream, type Validation, validate } from '@tbptt/rnn';
import type { Interruption } from '../interruption.js';
import { partOfStream } from './part-of-stream.js';

/** The number of steps of the lanes between two checks for a request to stop, and two reports of progress. */
const SLICE = 64;

/** The progress of a validation. */
export interface ValidationProgress {
  /** The share of the held-out characters that is done, 0 to 1. */
  readonly share: number;
  readonly characters: number;
  /** The mean loss so far. */
  readonly bitsPerCharacter: number;
}

/**
 * Returns the mean loss of a model over held-out lanes, in bits per character. NaN if the model
 * gives no number, undefined if a stop was requested.
 */
export async function heldOutBits(
  model: CharLM,
  lanes: Stream,
  window: number,
  interruption: Interruption,
  onProgress: (progress: ValidationProgress) => void = () => {},
): Promise<{ bitsPerCharacter: number; characters: number } | undefined> {
  const steps = window * Math.ceil(SLICE / window); // whole windows
  let state: StackState = model.initialState(lanes.lanes);
  let nats = 0;
  let characters = 0;
  for (let start = 0; start < lanes.length; start += steps) {
    await turn();
    if (interruption.requested) return undefined;
    const part = validated(model, partOfStream(lanes, start, steps), window, state);
    if (part === undefined) return { bitsPerCharacter: Number.NaN, characters };
    state = part.state;
    nats += part.loss * part.count;
    characters += part.count;
    const share = Math.min(1, (start + steps) / lanes.length);
    onProgress({ share, characters, bitsPerCharacter: nats / characters / Math.LN2 });
  }
  return { bitsPerCharacter: nats / characters / Math.LN2, characters };
}

/** Returns the loss of a part of the stream. Undefined if it is no number. */
function validated(
  model: CharLM,
  part: Stream,
  window: number,
  state: StackState,
): Validation<StackState> | undefined {
  try {
    return validate(model, part, { window, loss: crossEntropy, state });
  } catch (error) {
    if (error instanceof NonFiniteError) return undefined;
    throw error;
  }
}
