import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordWrap } from './word-wrap.js';

function wrapped(text: string, columns: number): string {
  let written = '';
  const wrap = new WordWrap(columns, (piece) => {
    written += piece;
  });
  for (const character of text) wrap.add(character);
  wrap.flush();
  return written;
}

test('lines are broken at spaces, and no line is longer than it may be', () => {
  expect(wrapped('the whale, the whale! up helm, up helm!', 12)).toBe(
    'the whale,\nthe whale!\nup helm, up\nhelm!',
  );
});

test('line ends of the text stay, and begin a new count', () => {
  expect(wrapped('one\ntwo three four', 10)).toBe('one\ntwo three\nfour');
});

test('a word longer than a line is left whole', () => {
  expect(wrapped('a abcdefghijkl b', 5)).toBe('a\nabcdefghijkl\nb');
});

test('a word is written as soon as the character after it is known', () => {
  const pieces: string[] = [];
  const wrap = new WordWrap(10, (piece) => pieces.push(piece));
  wrap.add('ab');
  expect(pieces.join('')).toBe('');
  wrap.add(' ');
  expect(pieces.join('')).toBe('ab');
});

test('but for spaces that become line ends the text stays what it was', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 60 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 12 }), (text, columns) => {
      const result = wrapped(text, columns);
      expect(result).toHaveLength(text.length);
      expect(result.replaceAll('\n', ' ')).toBe(text.replaceAll('\n', ' '));
    }),
  );
});
