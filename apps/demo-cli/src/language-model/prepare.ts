import type { Rank, Vocabulary } from '@tbptt/data';
import type { Stream } from '@tbptt/rnn';
import type { Corpus, TextLanes } from '../corpus.js';
import { CliError } from '../errors.js';
import { partOfStream } from './part-of-stream.js';
import type { TrainingSettings } from './settings.js';

/** A text that is divided and cut into lanes for training. */
export interface PreparedText {
  /** Identifies the text: a continued run checks that it is the same. */
  readonly digest: string;
  readonly vocabulary: Vocabulary;
  readonly trainingCharacters: number;
  readonly validationCharacters: number;
  /** B lanes of the beginning, in a group those of this rank. */
  readonly training: TextLanes;
  /**
   * Lanes of the end: all of it, or an equal part of each lane if it is very long. Undefined if
   * nothing is held out.
   */
  readonly validation: Stream | undefined;
}

/**
 * The least length of a lane of the held-out text, so that the first symbols, which a model sees
 * without context, hardly count.
 */
const VALIDATION_LANE = 1024;

/**
 * A validation reads at most about this many characters, some seconds' worth: the mean loss of a
 * million characters differs from that of many millions by less than a hundredth of a bit.
 */
export const MOST_VALIDATED = 1_000_000;

/** @throws CliError if there are fewer lanes than processes. */
export function requireLanes(batch: number, group: Rank | undefined): void {
  if (group === undefined || batch >= group.size) return;
  throw new CliError(
    `${group.size} processes cannot share ${batch} lanes; give a larger --batch, or start fewer processes.`,
  );
}

/**
 * Holds the end of a text out and cuts both parts into lanes.
 *
 * @throws CliError if the text is too short.
 */
export function prepare(
  { name, digest, vocabulary, characters, lanes }: Corpus,
  { batch, window, validation: share }: Pick<TrainingSettings, 'batch' | 'window' | 'validation'>,
  group?: Rank,
): PreparedText {
  requireLanes(batch, group);
  const held = Math.round(characters * share);
  const cut = characters - held;
  const least = batch * window + 1;
  if (cut < least) {
    throw new CliError(
      `the text ${JSON.stringify(name)} has ${characters} characters, ${cut} of them to train on, but ${batch} lanes of ` +
        `one window of ${window} need ${least}; give a longer text, or a smaller --batch or --window.`,
    );
  }
  if (share > 0 && held < 2) {
    throw new CliError(
      `the text ${JSON.stringify(name)} has ${characters} characters, of which a share of ${share} holds out ${held}, but validation needs 2; ` +
        'give a longer text, a larger --validation, or 0 for none.',
    );
  }
  const heldOutLanes = Math.min(batch, Math.max(1, Math.floor((held - 1) / VALIDATION_LANE)));
  return {
    digest,
    vocabulary,
    trainingCharacters: cut,
    validationCharacters: held,
    training: lanes(batch, 0, cut, group),
    validation:
      held === 0
        ? undefined
        : partOfStream(lanes(heldOutLanes, cut, characters), 0, Math.ceil(MOST_VALIDATED / heldOutLanes)),
  };
}
