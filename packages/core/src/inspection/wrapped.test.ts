import { expect, test } from 'vitest';
import { wrapped } from './wrapped.js';

test('a text is broken between words into lines of a largest width', () => {
  expect(wrapped('a bc def', 4)).toEqual(['a bc', 'def']);
  expect(wrapped('a bc def', 8)).toEqual(['a bc def']);
});

test('a word that is too long has a line of its own', () => {
  expect(wrapped('a bcdefgh i', 4)).toEqual(['a', 'bcdefgh', 'i']);
});
