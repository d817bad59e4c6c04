import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { arabic } from './arabic.js';
import { english } from './english.js';
import { finnish } from './finnish.js';
import { french } from './french.js';
import { german } from './german.js';
import { italian } from './italian.js';
import { japanese } from './japanese.js';
import { polish } from './polish.js';
import { spanish } from './spanish.js';
import { turkish } from './turkish.js';

/** The names of each language, separated by white space. */
const TEXTS = {
  Arabic: arabic,
  English: english,
  Finnish: finnish,
  French: french,
  German: german,
  Italian: italian,
  Japanese: japanese,
  Polish: polish,
  Spanish: spanish,
  Turkish: turkish,
} as const;

/** A language whose names the package has. */
export type Language = keyof typeof TEXTS;

/** The languages whose names the package has, in alphabetical order. */
export const LANGUAGES: readonly Language[] = Object.freeze(Object.keys(TEXTS) as Language[]);

/** Whether a value is one of {@link LANGUAGES}. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(TEXTS, value);
}

/**
 * Returns the given names of a language, `[N]`, 367 to 852 of them, each once and in alphabetical
 * order. They are single words that begin with a capital letter, with the diacritics of their
 * language. Arabic and Japanese names are in Latin letters. A name that several languages share is
 * in the list of each.
 *
 * The lists were written for this package from general knowledge, not copied from another
 * collection, and have its license. They say nothing about how frequent a name is, nor about who
 * bears it.
 *
 * @throws ArgumentError if the package has no names of the language.
 */
export function namesOf(language: Language): readonly string[] {
  if (!isLanguage(language)) {
    throw new ArgumentError(
      'namesOf',
      `language is ${describe(language)}; it must be one of ${LANGUAGES.join(', ')}.`,
      { language, available: LANGUAGES },
    );
  }
  return TEXTS[language].trim().split(/\s+/);
}
