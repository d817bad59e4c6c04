import { setImmediate as turn } from 'node:timers/promises';
import { IGNORED, nGramBits } from '@tbptt/data';
import type { Stream } from '@tbptt/rnn';
import type { PreparedText } from './prepare.js';

/** The best n-gram model of a text: the loss that a network without a longer memory could reach. */
export interface NGramReference {
  /** n */
  readonly order: number;
  /** The loss of the held-out text. */
  readonly bitsPerCharacter: number;
  /** The characters of the training text that were counted. */
  readonly characters: number;
}

/** Longer n-grams are too rare in texts of a few million characters. */
const LONGEST = 8;
/** Counting this many characters takes some seconds; a reader of a report should not wait longer. */
const MOST_COUNTED = 4_000_000;
const MOST_MEASURED = 200_000;

/**
 * Counts n-grams in the training text and measures them on the held-out text. Undefined if nothing is
 * held out, or after `stopped` returns true.
 */
export async function nGramReference(
  { training, validation, vocabulary }: Pick<PreparedText, 'training' | 'validation' | 'vocabulary'>,
  stopped: () => boolean,
): Promise<NGramReference | undefined> {
  if (validation === undefined || stopped()) return undefined;
  const ids = targetsOf(training, MOST_COUNTED);
  const options = { symbols: vocabulary.size, order: LONGEST };
  const counting = nGramBits(ids, targetsOf(validation, MOST_MEASURED), options);
  let step = counting.next();
  for (; step.done !== true; step = counting.next()) {
    await turn();
    if (stopped()) return undefined;
  }
  const best = step.value.reduce((least, each) => (each.bits < least.bits ? each : least));
  return { order: best.order, bitsPerCharacter: best.bits, characters: ids.length };
}

/** The targets of a stream, lane after lane: an equal part of each lane, about `most` in all. */
function targetsOf(stream: Stream, most: number): Int32Array {
  const { lanes, length } = stream;
  const steps = Math.min(length, Math.ceil(most / lanes));
  const { targets } = stream.window(0, steps);
  const ids = new Int32Array(steps * lanes);
  let size = 0;
  for (let b = 0; b < lanes; b++) {
    for (let t = 0; t < steps; t++) {
      const id = targets.data[t * lanes + b] as number;
      if (id !== IGNORED) ids[size++] = id;
    }
  }
  return ids.subarray(0, size);
}
