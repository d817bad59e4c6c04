import { setImmediate as turn } from 'node:timers/promises';
import { Lanes, split, Vocabulary } from '@tbptt/data';
import type { Corpus } from '../corpus.js';
import { CliError } from '../errors.js';
import { Interrupted, type Interruption } from '../interruption.js';
import type { TrainingSettings } from './settings.js';

/** A text made ready for training. */
export interface PreparedText {
  readonly vocabulary: Vocabulary;
  readonly trainingCharacters: number;
  readonly validationCharacters: number;
  /** B lanes of the beginning. */
  readonly training: Lanes;
  /** Lanes of the end. Undefined if nothing is held out. */
  readonly validation: Lanes | undefined;
}

/**
 * The least length of a lane of the held-out text, so that the first symbols, which a model sees
 * without context, hardly count.
 */
const VALIDATION_LANE = 1024;

/**
 * Encodes a text, holds its end out and cuts both parts into lanes.
 *
 * @throws CliError if it is too short for that, or too long for the memory.
 * @throws Interrupted if a stop is requested.
 */
export async function prepare(
  corpus: Corpus,
  { batch, window, validation: share }: Pick<TrainingSettings, 'batch' | 'window' | 'validation'>,
  interruption: Interruption,
): Promise<PreparedText> {
  const { vocabulary, ids } = await encode(corpus, interruption);
  const held = Math.round(ids.length * share);
  const least = batch * window + 1;
  if (ids.length - held < least) {
    throw new CliError(
      `the text ${JSON.stringify(corpus.name)} has ${ids.length} characters, ${ids.length - held} of them to train on, but ${batch} lanes of ` +
        `one window of ${window} need ${least}; give a longer text, or a smaller --batch or --window.`,
    );
  }
  if (share > 0 && held < 2) {
    throw new CliError(
      `the text ${JSON.stringify(corpus.name)} has ${ids.length} characters, of which a share of ${share} holds out ${held}, but validation needs 2; ` +
        'give a longer text, a larger --validation, or 0 for none.',
    );
  }
  const parts = held === 0 ? { training: ids, validation: undefined } : split(ids, { validation: share });
  return {
    vocabulary,
    trainingCharacters: ids.length - held,
    validationCharacters: held,
    training: new Lanes(parts.training, { lanes: batch }),
    validation: parts.validation && heldOut(parts.validation, batch),
  };
}

/** Makes the vocabulary of a text and encodes it, piece by piece. */
async function encode(
  { name, pieces }: Corpus,
  interruption: Interruption,
): Promise<{ vocabulary: Vocabulary; ids: Int32Array }> {
  const symbols = new Set<string>();
  let length = 0;
  for (const piece of pieces) {
    if (piece !== '') for (const symbol of Vocabulary.of(piece).symbols) symbols.add(symbol);
    length += piece.length;
    await pause(interruption);
  }
  const byCodePoint = (a: string, b: string): number => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  const vocabulary = Vocabulary.from([...symbols].toSorted(byCodePoint));
  const ids = room(name, length);
  let count = 0;
  for (const piece of pieces) {
    const encoded = vocabulary.encode(piece);
    ids.set(encoded, count);
    count += encoded.length;
    await pause(interruption);
  }
  return { vocabulary, ids: ids.subarray(0, count) };
}

/** Lets signals be noticed. */
async function pause(interruption: Interruption): Promise<void> {
  await turn();
  if (interruption.requested) throw new Interrupted();
}

function room(name: string, length: number): Int32Array {
  try {
    return new Int32Array(length);
  } catch (error) {
    throw new CliError(
      `the text ${JSON.stringify(name)} has ${length} characters, whose ids do not fit into the memory of this machine.`,
      { cause: error },
    );
  }
}

function heldOut(ids: Int32Array, batch: number): Lanes {
  const lanes = Math.floor((ids.length - 1) / VALIDATION_LANE);
  return new Lanes(ids, { lanes: Math.min(batch, Math.max(1, lanes)) });
}
