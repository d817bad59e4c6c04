import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';

/** A feature of each character of a text that a unit may have learned. */
export interface TextFeature {
  /** The name, such as `inside quotes`. */
  readonly name: string;
  /** The value at each character. A unit is compared with it by its activation after the character. */
  readonly values: Float64Array;
}

/** Returns the value at a character. It is called for each character, in order. */
type Rule = (character: string, before: string) => number;

const OPENING = '([{';
const CLOSING = ')]}';

/** Rules begin anew for every text, since some count. */
const rules: Readonly<Record<string, () => Rule>> = {
  'position in line': () => counted((character) => character === '\n', 120),
  'position in sentence': () => counted((character) => '.!?'.includes(character), 200),
  'position in word': () => {
    let length = 0;
    return (character) => (length = isWord(character) ? Math.min(12, length + 1) : 0);
  },
  'inside quotes': quotes,
  'inside brackets': () => {
    let depth = 0;
    return (character, before) => {
      if (character === '\n' && before === '\n') depth = 0;
      if (OPENING.includes(character)) depth++;
      else if (CLOSING.includes(character)) depth = Math.max(0, depth - 1);
      return depth > 0 ? 1 : 0;
    };
  },
  'indentation of the line': () => {
    let spaces = 0;
    let begins = true;
    return (character) => {
      if (character === '\n') [spaces, begins] = [0, true];
      else if (begins && character === ' ') spaces++;
      else if (begins && character === '\t') spaces += 4;
      else begins = false;
      return spaces;
    };
  },
  'first word of a sentence': () => {
    let inFirst = true;
    let ended = true;
    return (character) => {
      if ('.!?'.includes(character) || character === '\n') ended = true;
      else if (isWord(character)) {
        if (ended) inFirst = true;
        ended = false;
      } else if (!ended) inFirst = false;
      return inFirst && !ended ? 1 : 0;
    };
  },
  'capitalized word': () => {
    let capital = false;
    return (character, before) => {
      if (!isWord(character)) capital = false;
      else if (!isWord(before)) capital = isUpper(character);
      return capital ? 1 : 0;
    };
  },
  'word in capitals': () => {
    let run = 0;
    return (character) => {
      run = isUpper(character) ? run + 1 : isLower(character) ? 0 : run;
      return run > 1 ? 1 : 0;
    };
  },
  'inside a word': () => (character) => (isWord(character) ? 1 : 0),
  'at a space': () => (character) => (character === ' ' ? 1 : 0),
  'at a line end': () => (character) => (character === '\n' ? 1 : 0),
  'at a vowel': () => (character) => ('aeiouyAEIOUY'.includes(character) ? 1 : 0),
  'at a digit': () => (character) => (/\p{Nd}/u.test(character) ? 1 : 0),
  'at punctuation': () => (character) => (/\p{P}/u.test(character) ? 1 : 0),
};

/**
 * The share of characters whose value must differ from the most frequent one. A feature that varies
 * less is left out.
 */
const LEAST_SHARE = 0.005;

/**
 * Returns features of each character of a text by simple rules: positions, quotes, brackets, words.
 * Features that hardly vary in the text are left out.
 *
 * @param characters The text, a character (code point) at each place.
 * @throws ArgumentError if the characters are not an array of strings
 */
export function textFeatures(characters: readonly string[]): readonly TextFeature[] {
  if (!areStrings(characters)) {
    throw new ArgumentError(
      'textFeatures',
      `the characters are ${describe(characters)}; they must be an array of strings, such as Array.from(text).`,
    );
  }
  return Object.entries(rules)
    .map(([name, begin]) => {
      const rule = begin();
      const values = Float64Array.from(characters, (character, i) =>
        rule(character, characters[i - 1] ?? ''),
      );
      return { name, values };
    })
    .filter(({ values }) => varies(values));
}

function areStrings(value: unknown): boolean {
  return Array.isArray(value) && (value as readonly unknown[]).every((one) => typeof one === 'string');
}

function varies(values: Float64Array): boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return values.length - most >= Math.max(10, LEAST_SHARE * values.length);
}

/** The number of characters since the last one that ends a unit of text, at most `most`. */
function counted(ends: (character: string) => boolean, most: number): Rule {
  let count = 0;
  return (character) => {
    count = ends(character) ? 0 : Math.min(most, count + 1);
    return count;
  };
}

/** Inside double quotes, straight or curly. An empty line ends what was never closed. */
function quotes(): Rule {
  let inside = false;
  return (character, before) => {
    if (character === '\n' && before === '\n') inside = false;
    else if (character === '"') inside = !inside;
    else if (character === '\u201c' || character === '\u00ab') inside = true;
    else if (character === '\u201d' || character === '\u00bb') inside = false;
    return inside ? 1 : 0;
  };
}

function isWord(character: string): boolean {
  return /[\p{L}\p{M}'\u2019]/u.test(character);
}

function isUpper(character: string): boolean {
  return /\p{Lu}/u.test(character);
}

function isLower(character: string): boolean {
  return /\p{Ll}/u.test(character);
}
