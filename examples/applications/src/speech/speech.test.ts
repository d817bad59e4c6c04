import { seeded } from '@tbptt/core';
import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { cmuDictionary } from './dictionary.js';
import { speech } from './speech.js';

test('a third of the phonemes and more of new words are right after a few hundred words', () => {
  const { value, picture } = smallRun(speech);
  expect(value('phoneme error')).toBeLessThan(65);
  expect(picture).toContain('for each phoneme (row)');
});

test('a word has all its pronunciations, without stress, in one part', () => {
  const { training, heldOut, phonemes } = cmuDictionary(seeded(1));
  const all = new Map([...training, ...heldOut].map((entry) => [entry.word, entry]));
  expect(all.size).toBe(training.length + heldOut.length);
  const spoken = all.get('read')?.pronunciations.map((way) => phonemes.symbolsOf(way).join(' '));
  expect(spoken).toEqual(['R EH D', 'R IY D']);
  expect(all.has("aren't")).toBe(false);
});
