import { describe, isList, requireOptions } from '../arguments.js';
import type { Indices } from '../arrays.js';
import { batches } from '../batches.js';
import { ArgumentError } from '../errors.js';
import { type Random, requireRandom } from '../random.js';
import { heldOut } from '../split.js';
import { Vocabulary } from '../vocabulary.js';
import { isLanguage, LANGUAGES, type Language, namesOf } from './languages.js';

/** The languages of {@link givenNames}, and how the names are divided. */
export interface GivenNamesOptions {
  /**
   * The languages, each once. The order is that of the classes. Default: all, {@link LANGUAGES}.
   */
  readonly languages?: readonly Language[];
  /** The share of the names that is held out, between 0 and 1. Default: 0.1. */
  readonly validation?: number;
}

/** Names and their languages. */
export interface NameSamples {
  /** `[N]` The names as they are written. */
  readonly names: readonly string[];
  /** `[N]` The ids of the symbols of each name, without boundaries. */
  readonly sequences: readonly Int32Array[];
  /** `[N]` The index of the language of each name. */
  readonly classes: Indices;
}

/** The result of {@link givenNames}. */
export interface GivenNames {
  /** A point, which is the boundary, and the letters of all names. */
  readonly vocabulary: Vocabulary;
  /** The id of the symbol before and after a name: 0. */
  readonly boundary: number;
  /** The names of the classes. */
  readonly languages: readonly Language[];
  readonly training: NameSamples;
  readonly validation: NameSamples;
}

/**
 * Returns given names of several languages, divided at random, to learn to invent names symbol by
 * symbol or to classify them by language. A name that several languages share is a sample of each
 * of them. All of these samples are in the same part, so no name that is held out is trained on.
 *
 * ```ts
 * const { training, vocabulary, boundary } = givenNames(random, { languages: ['Finnish'] });
 * for (const batch of batches(training.names.length, { size: 32, random })) {
 *   const { inputs, targets, lengths } = nextSymbols(training.sequences, batch, boundary);
 * }
 * ```
 *
 * @throws ArgumentError if a language is unknown or named twice, if there is none, or if one of the
 * parts would be empty.
 */
export function givenNames(random: Random, options: GivenNamesOptions = {}): GivenNames {
  requireRandom('givenNames', random);
  requireOptions('givenNames', options, { languages: true, validation: true });
  const { languages = LANGUAGES, validation = 0.1 } = options;
  requireLanguages(languages);
  const origins = originsOf(languages);
  const names = [...origins.keys()];
  const held = heldOut('givenNames', names.length, validation, 'names');

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

function requireLanguages(languages: readonly Language[]): void {
  const given: readonly unknown[] = isList(languages) ? Array.from(languages) : [];
  if (given.length > 0 && given.every(isLanguage) && new Set(given).size === given.length) return;
  const named = given
    .slice(0, 20)
    .map((language) => (typeof language === 'string' ? language.slice(0, 60) : describe(language)));
  throw new ArgumentError(
    'givenNames',
    `the languages are ${isList(languages) ? `[${named.join(', ')}]` : describe(languages)}; ` +
      `they must be one or more of ${LANGUAGES.join(', ')}, each once.`,
    { languages, available: LANGUAGES },
  );
}

/** Every name once, with the indices of its languages. */
function originsOf(languages: readonly Language[]): Map<string, number[]> {
  const origins = new Map<string, number[]>();
  languages.forEach((language, origin) => {
    for (const name of namesOf(language)) origins.set(name, [...(origins.get(name) ?? []), origin]);
  });
  return origins;
}
