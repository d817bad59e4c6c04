import { expect, test } from 'vitest';
import { textFeatures } from './text-features.js';

function valuesOf(text: string, name: string): string {
  const repeated = text.repeat(20); // so that no feature is too rare
  const found = textFeatures(Array.from(repeated)).find((feature) => feature.name === name);
  if (found === undefined) throw new Error(`'${name}' is left out`);
  return Array.from(found.values.slice(-text.length)).join('');
}

const text = 'Say "no" (or not).\n';

test.each([
  ['inside quotes', '0000111000000000000'],
  ['inside brackets', '0000000001111111000'],
  ['at a space', '0001000010001000000'],
  ['at a line end', '0000000000000000001'],
  ['position in word', '1230012000120123000'],
  ['inside a word', '1110011000110111000'],
  ['capitalized word', '1110000000000000000'],
  ['at a vowel', '0110001000100010000'],
  ['at punctuation', '0000100101000000110'],
  ['first word of a sentence', '1110000000000000000'],
])('%s', (name, expected) => {
  expect(valuesOf(text, name)).toBe(expected);
});

test('positions in a line and in a sentence are counted', () => {
  expect(valuesOf('ab\nc. d\n', 'position in line')).toBe('12012340');
  expect(valuesOf('ab\nc. d\n', 'position in sentence')).toBe('45670123');
});

test('curly quotes open and close, and an empty line ends what was never closed', () => {
  expect(valuesOf('a “b” c\n', 'inside quotes')).toBe('00110000');
  expect(valuesOf('a "b c\n\nd\n', 'inside quotes')).toBe('0011111000');
});

test('what a text does not have is left out', () => {
  const names = textFeatures(Array.from('no digits here '.repeat(30))).map(({ name }) => name);
  expect(names).toContain('at a space');
  expect(names).not.toContain('at a digit');
  expect(names).not.toContain('inside quotes');
});
