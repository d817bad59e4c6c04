import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segments } from './segment-unit.js';

const GRANULARITIES = ['grapheme', 'word'] as const;
const whole = (text: string, granularity: 'grapheme' | 'word'): string[] =>
  Array.from(new Intl.Segmenter('und', { granularity }).segment(text), ({ segment }) => segment);
const inPieces = (text: string, granularity: 'grapheme' | 'word'): string[] => [
  ...segments(text, granularity, 'test', 1),
];

/** What joins, ends and combines. */
const unit = fc.constantFrom(...('ab \n\r\u0301\u200d。、鯨が\u0d4e👩🇩🇪.1กา'.match(/./gsu) ?? []));

test('a text that is cut into pieces has the symbols of the whole', () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      for (const granularity of GRANULARITIES)
        expect(inPieces(text, granularity)).toEqual(whole(text, granularity));
    }),
    { numRuns: 1000 },
  );
});

/** All letters, but only some of the many thousands of two scripts. */
const isTried = (c: number, letter: string): boolean =>
  /\p{L}/u.test(letter) && (c % 20 === 0 || !/[\p{Script=Han}\p{Script=Hangul}]/u.test(letter));

test('every letter of Unicode may end a piece where it does', () => {
  const letters = Array.from({ length: 0x30000 }, (_, c) => c).filter(
    (c) => (c < 0xd800 || c > 0xdfff) && isTried(c, String.fromCodePoint(c)),
  );
  for (let i = 0; i < letters.length; i += 500) {
    const text = letters
      .slice(i, i + 500)
      .map((c) => `${String.fromCodePoint(c)} `)
      .join('');
    for (const granularity of GRANULARITIES)
      expect(inPieces(text, granularity)).toEqual(whole(text, granularity));
  }
});

test('a long text takes a time that grows with its length', () => {
  const text = 'Call me Ishmael. Some years ago - never mind how long precisely. '.repeat(8000);
  let length = 0;
  for (const segment of segments(text, 'word', 'test')) length += segment.length;
  expect(length).toBe(text.length);
});
