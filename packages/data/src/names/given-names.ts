import type { Indices } from '../arrays.js';
import { batches, type Random } from '../batches.js';
import { SplitShareError } from '../errors.js';
import { Vocabulary } from '../vocabulary.js';
import { LanguageError } from './language-error.js';
import { LANGUAGES, type Language, namesOf } from './languages.js';

/** Whose names {@link givenNames} takes, and how it divides them. */
export interface GivenNamesOptions {
  /** Default: all, {@link LANGUAGES}. */
  readonly languages?: readonly Language[];
  /** The share of the names that is held out, between 0 and 1. Default: 0.1. */
  readonly validation?: number;
}

/** Names with the languages they come from. */
export interface NameSamples {
  /** `[N]`, as they are written. */
  readonly names: readonly string[];
  /** `[N]`, the ids of the symbols of each name, without boundaries. */
  readonly sequences: readonly Int32Array[];
  /** `[N]`, for each name the place of its language among the languages. */
  readonly classes: Indices;
}

/** What {@link givenNames} gives. */
export interface GivenNames {
  /** A point, the boundary, and the letters of all names. */
  readonly vocabulary: Vocabulary;
  /** The id of the symbol that stands before and after a name: 0. */
  readonly boundary: number;
  /** The names of the classes. */
  readonly languages: readonly Language[];
  readonly training: NameSamples;
  readonly validation: NameSamples;
}

/**
 * Given names of several languages, divided at random: to learn to invent names symbol by symbol, or to tell where a name comes from. A name that is at home in
 * several languages is a sample of each, and all of these are in the same part, so that no name that is held out was trained on.
 *
 * ```ts
 * const { training, vocabulary, boundary } = givenNames(random, { languages: ['Finnish'] });
 * for (const batch of batches(training.names.length, { size: 32, random })) {
 *   const { inputs, targets, lengths } = nextSymbols(training.sequences, batch, boundary);
 * }
 * ```
 *
 * @throws LanguageError where a language is unknown or named twice, or there is none
 * @throws SplitShareError where one of the parts would be empty
 */
export function givenNames(
  random: Random,
  { languages = LANGUAGES, validation = 0.1 }: GivenNamesOptions = {},
): GivenNames {
  const known = languages.every((language) => LANGUAGES.includes(language));
  if (!known || languages.length === 0 || new Set(languages).size < languages.length) {
    throw new LanguageError(languages, LANGUAGES);
  }
  const origins = originsOf(languages);
  const names = [...origins.keys()];
  const held = Math.round(names.length * validation);
  if (!(held > 0 && held < names.length)) throw new SplitShareError(validation, names.length);

  const vocabulary = Vocabulary.from([BOUNDARY, ...Vocabulary.of(names.join('')).symbols]);
  const [order = []] = batches(names.length, { size: names.length, random });
  const samples = (from: number, to: number): NameSamples => {
    const pairs = Array.from(order.slice(from, to)).flatMap((place) => {
      const name = names[place] as string;
      return (origins.get(name) ?? []).map((origin) => ({ name, origin }));
    });
    return {
      names: pairs.map(({ name }) => name),
      sequences: pairs.map(({ name }) => vocabulary.encode(name)),
      classes: { shape: [pairs.length], data: Int32Array.from(pairs, ({ origin }) => origin) },
    };
  };
  return {
    vocabulary,
    boundary: 0,
    languages,
    training: samples(0, names.length - held),
    validation: samples(names.length - held, names.length),
  };
}

const BOUNDARY = '.';

/** Every name once, with the places of its languages. */
function originsOf(languages: readonly Language[]): Map<string, number[]> {
  const origins = new Map<string, number[]>();
  languages.forEach((language, origin) => {
    for (const name of namesOf(language)) origins.set(name, [...(origins.get(name) ?? []), origin]);
  });
  return origins;
}
