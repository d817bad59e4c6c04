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

/** Names as they are written down, white space between them. */
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

/** A language of which there are names. */
export type Language = keyof typeof TEXTS;

/** The languages of which there are names, in the order of the alphabet. */
export const LANGUAGES: readonly Language[] = Object.freeze(Object.keys(TEXTS) as Language[]);

/**
 * The given names of a language, `[N]`, in the order of the alphabet, each once; 367 to 852 of them. They are single words that begin with a capital letter, with the
 * diacritics of their language; Arabic and Japanese ones are in Latin letters. Names that are at home in several languages stand in the list of each.
 *
 * The lists were written for this package out of common knowledge, copied from no other collection, and come under its license. They say nothing about how
 * frequent a name is, nor about who bears it.
 */
export function namesOf(language: Language): readonly string[] {
  return TEXTS[language].trim().split(/\s+/);
}
