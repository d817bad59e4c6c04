import { setImmediate as turn } from 'node:timers/promises';
import { parametersOf } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import type { CharLM } from '@tbptt/rnn';
import { studyUnits, textFeatures, type UnitStudy } from '@tbptt/rnn/inspection';

/** The study of the units of a model over a text. */
export interface TextStudy extends UnitStudy {
  /** The number of characters that correlations and saturations are computed from. */
  readonly characters: number;
  /** The passage at the beginning whose activations are kept, character by character. */
  readonly passage: readonly string[];
}

/** The limits of a study. */
export interface StudyOptions {
  /** The most characters to read. */
  readonly most: number;
  /** The length of the passage whose activations are kept. */
  readonly passage: number;
  /** Ends the study when it returns true. */
  readonly stopped?: () => boolean;
}

/** Returns how many characters a model reads in a few seconds. */
export function affordable(model: CharLM, seconds: number): number {
  const weights = [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0);
  return Math.round(Math.min(20_000, Math.max(1500, (seconds * 6e8) / weights)));
}

/**
 * Reads a text with a model and studies its units. Returns undefined if it is stopped, if the text
 * has fewer than two characters, or if the model gives numbers that are not finite.
 */
export async function studyText(
  model: CharLM,
  vocabulary: Vocabulary,
  ids: Int32Array,
  { most, passage, stopped = () => false }: StudyOptions,
): Promise<TextStudy | undefined> {
  const read = ids.slice(0, most);
  if (read.length < 2) return undefined;
  const characters = Array.from(read, (id) => vocabulary.decode([id]));
  const steps = studyUnits(model, read, { features: textFeatures(characters), passage });
  for (;;) {
    await turn();
    if (stopped()) return undefined;
    const { done, value } = steps.next();
    if (done !== true) continue;
    return value && { ...value, characters: read.length, passage: characters.slice(0, passage) };
  }
}
