import { describe, expect, test } from 'vitest';
import { LANGUAGES, namesOf } from './languages.js';

test('the languages are in the order of the alphabet', () => {
  expect(LANGUAGES).toHaveLength(10);
  expect(LANGUAGES).toEqual(LANGUAGES.toSorted());
});

describe.each(LANGUAGES)('%s names', (language) => {
  const names = namesOf(language);

  test('are some hundreds, each once, in the order of the alphabet', () => {
    expect(names.length).toBeGreaterThanOrEqual(367);
    expect(names.length).toBeLessThanOrEqual(852);
    expect(new Set(names).size).toBe(names.length);
    const initials = names.map((name) => name.normalize('NFD').charAt(0).replace('Ł', 'L'));
    expect(initials).toEqual(initials.toSorted());
  });

  test('are single words of letters that are one code point each, the first one a capital', () => {
    expect(names.filter((name) => !/^\p{Lu}\p{Ll}+$/u.test(name))).toEqual([]);
    expect(names.filter((name) => name !== name.normalize('NFC'))).toEqual([]);
  });
});
