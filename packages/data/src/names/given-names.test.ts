import { describe, expect, test } from 'vitest';
import { testRandom } from '../testing/test-random.js';
import { type GivenNamesOptions, givenNames, type NameSamples } from './given-names.js';
import { LANGUAGES, type Language, namesOf } from './languages.js';

const drawn = (options?: GivenNamesOptions, seed = 1) => givenNames(testRandom(seed), options);
const pairsOf = ({ names, classes }: NameSamples) => names.map((name, i) => `${name} ${classes.data[i]}`);

describe('given names', () => {
  const { vocabulary, boundary, languages, training, validation } = drawn();

  test('are all names of all languages, each with its class, in two parts', () => {
    const all = LANGUAGES.flatMap((language, origin) => namesOf(language).map((name) => `${name} ${origin}`));
    expect(languages).toEqual(LANGUAGES);
    expect([...pairsOf(training), ...pairsOf(validation)].toSorted()).toEqual(all.toSorted());
    expect(training.classes.shape).toEqual([training.names.length]);
  });

  test('that are held out are a tenth, and none of them is among the others', () => {
    const [trained, held] = [new Set(training.names), new Set(validation.names)];
    expect(held.size).toBe(Math.round((trained.size + held.size) / 10));
    expect([...held].filter((name) => trained.has(name))).toEqual([]);
    expect(validation.names.length).toBeGreaterThan(held.size); // some are at home in several languages
  });

  test('are spelled by their sequences, in which the boundary is not', () => {
    for (const { names, sequences } of [training, validation]) {
      expect(sequences.map((ids) => vocabulary.decode(ids))).toEqual(names);
      expect(sequences.some((ids) => ids.includes(boundary))).toBe(false);
    }
    expect(vocabulary.decode([boundary])).toBe('.');
  });

  test('are divided alike by the same seed, otherwise by another', () => {
    expect(drawn().validation.names).toEqual(validation.names);
    expect(drawn({}, 2).validation.names).not.toEqual(validation.names);
  });

  test('may be those of some languages, their classes in that order', () => {
    const some = drawn({ languages: ['Turkish', 'Finnish'], validation: 0.5 });
    const turkish = some.training.names.filter((_, i) => some.training.classes.data[i] === 0);
    expect(turkish.length).toBeGreaterThan(200);
    expect(turkish.every((name) => namesOf('Turkish').includes(name))).toBe(true);
    expect(some.vocabulary.size).toBeLessThan(vocabulary.size);
    expect(some.languages).toEqual(['Turkish', 'Finnish']);
  });

  test('want languages that there are, each once, and a share that leaves names in both parts', () => {
    const unknown = ['Finnish', 'Klingon'] as readonly string[] as readonly Language[];
    expect(() => drawn({ languages: unknown })).toThrow(
      'givenNames: the languages are [Finnish, Klingon]; they must be one or more of Arabic, English,',
    );
    expect(() => drawn({ languages: [] })).toThrow('givenNames: the languages are []');
    expect(() => drawn({ languages: ['Polish', 'Polish'] })).toThrow('each once');
    for (const validation of [0, 1, Number.NaN]) {
      expect(() => drawn({ validation })).toThrow(`a validation share of ${validation} of`);
    }
  });
});
