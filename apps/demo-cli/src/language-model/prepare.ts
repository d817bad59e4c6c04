import { Lanes, split, Vocabulary } from '@tbptt/data';
import type { Corpus } from '../corpus.js';
import { CliError } from '../errors.js';
import type { TrainingSettings } from './settings.js';

/** A text made ready for training. */
export interface PreparedText {
  readonly vocabulary: Vocabulary;
  readonly trainingCharacters: number;
  readonly validationCharacters: number;
  /** B stretches of the beginning. */
  readonly training: Lanes;
  /** Stretches of the end; undefined where nothing is held out. */
  readonly validation: Lanes | undefined;
}

/** A lane of the held-out text is at least so long: what a model does not know at its start hardly counts then. */
const VALIDATION_LANE = 1024;

/** Encodes a text, holds its end out and cuts both parts into lanes; a `CliError` where it is too short for that. */
export function prepare(
  corpus: Corpus,
  { batch, window, validation: share }: Pick<TrainingSettings, 'batch' | 'window' | 'validation'>,
): PreparedText {
  const vocabulary = Vocabulary.of(corpus.text);
  const ids = vocabulary.encode(corpus.text);
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
        'give a longer text, a greater --validation, or 0 for none.',
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

function heldOut(ids: Int32Array, batch: number): Lanes {
  const lanes = Math.floor((ids.length - 1) / VALIDATION_LANE);
  return new Lanes(ids, { lanes: Math.min(batch, Math.max(1, lanes)) });
}
