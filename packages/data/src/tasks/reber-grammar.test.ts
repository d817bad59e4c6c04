import { describe, expect, test } from 'vitest';
import type { Random } from '../random.js';
import { testRandom } from '../testing/test-random.js';
import {
  continualReber,
  embeddedReberString,
  type GrammarString,
  REBER_SYMBOLS,
  reberString,
} from './reber-grammar.js';

/** The grammar once more, as a regular expression. */
const CORE = 'B(?:T S* X (?:X T* V P)* (?:S|X T* V V)|P T* V (?:P X T* V)* (?:V|P S))E'.replaceAll(' ', '');
const EMBEDDED = `B(?:T${CORE}T|P${CORE}P)E`;

const textOf = ({ ids }: GrammarString): string => Array.from(ids, (id) => REBER_SYMBOLS[id]).join('');

/** What may follow each symbol, in the order of the ids. */
function legalOf({ ids, legal }: GrammarString): string[] {
  return Array.from(ids, (_, t) =>
    Array.from(REBER_SYMBOLS)
      .filter((_, id) => legal.data[t * REBER_SYMBOLS.length + id] === 1)
      .join(''),
  );
}

/** The places of symbols that were not legal there. */
function illegal(string: GrammarString): number[] {
  const text = textOf(string);
  return legalOf(string).flatMap((symbols, t) => (symbols.includes(text[t + 1] ?? '') ? [] : [t + 1]));
}

const random = testRandom(7);
const plain = Array.from({ length: 1000 }, () => reberString(random));
const embedded = Array.from({ length: 1000 }, () => embeddedReberString(random));

describe('strings of the Reber grammar', () => {
  test('are in the language, and every symbol is among those that were legal', () => {
    const cases = [
      [plain, new RegExp(`^${CORE}$`)],
      [embedded, new RegExp(`^${EMBEDDED}$`)],
    ] as const;
    for (const [strings, language] of cases) {
      for (const string of strings) {
        const text = textOf(string);
        expect(text).toMatch(language);
        expect(illegal(string)).toEqual([]);
        expect(legalOf(string).at(-1)).toBe('');
      }
    }
  });

  test('are as long as the automaton makes them: 5 symbols at least, 8 on average', () => {
    const lengths = plain.map(({ ids }) => ids.length);
    expect(Math.min(...lengths)).toBe(5);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(Math.abs(mean - 8)).toBeLessThan(0.6);
    expect(Math.min(...embedded.map(({ ids }) => ids.length))).toBe(9);
  });

  test('take each of two ways as often', () => {
    const outer = embedded.filter((string) => textOf(string)[1] === 'T').length;
    expect(Math.abs(outer - 500)).toBeLessThan(5 * Math.sqrt(250));
  });
});

test('a generator that always returns the same number is refused, where its string would never end', () => {
  for (const draw of [reberString, embeddedReberString, (still: Random) => continualReber(still, 20_000)]) {
    expect(() => draw({ float: () => 0 })).toThrow('the generator must not repeat itself');
  }
});

describe('the continual Reber grammar', () => {
  test('is embedded strings one after the other, cut at a length', () => {
    const string = continualReber(testRandom(8), 5000);
    const text = textOf(string);
    expect(text).toHaveLength(5000);
    const whole = text.slice(0, text.lastIndexOf('EB') + 1);
    expect(whole.replaceAll(new RegExp(EMBEDDED, 'g'), '')).toBe('');
    expect(illegal(string)).toEqual([]);
    const legal = legalOf(string);
    expect(legal.every((symbols) => symbols.length === 1 || symbols.length === 2)).toBe(true);
  });

  test('needs a length', () => {
    expect(() => continualReber(testRandom(1), 0)).toThrow('continualReber: length is 0');
  });
});
