import { expect, test } from 'vitest';
import { inLines } from './in-lines.js';

test('a text is broken at spaces, and colors take no room', () => {
  expect(inLines('4 lanes, windows of 24, seed 3', 12)).toEqual(['4 lanes,', 'windows of', '24, seed 3']);
  expect(inLines('\u001b[1m2.345\u001b[22m bits', 10)).toEqual(['\u001b[1m2.345\u001b[22m bits']);
});

test('a word that is too long stays whole, and a text without an end is one line', () => {
  expect(inLines('see /a/very/long/path now', 8)).toEqual(['see', '/a/very/long/path', 'now']);
  expect(inLines('a b c', Number.POSITIVE_INFINITY)).toEqual(['a b c']);
  expect(inLines('', 5)).toEqual(['']);
});
