import { seeded } from '@tbptt/core';
import { Vocabulary } from '@tbptt/data';
import { CharLM } from '@tbptt/rnn';
import { expect, test } from 'vitest';
import { studyText } from './study-text.js';

const text = 'He said: "it rains." (It does.)\nA dog barks, a cat sleeps, 7 birds sing.\n'.repeat(20);
const vocabulary = Vocabulary.of(text);
const ids = vocabulary.encode(text);
const model = new CharLM(vocabulary.size, { hidden: 4, random: seeded(1) });

test('a study knows the passage and how much was read', async () => {
  const study = await studyText(model, vocabulary, ids, { most: 1000, passage: 40 });
  expect(study?.characters).toBe(1000);
  expect(study?.passage.join('')).toBe(text.slice(0, 40));
  expect(study?.units).toHaveLength(4);
  expect(study?.units[0]?.activations).toHaveLength(40);
});

test('a text of one character is not studied, nor is one after a stop', async () => {
  expect(await studyText(model, vocabulary, ids.subarray(0, 1), { most: 100, passage: 10 })).toBeUndefined();
  const stopped = { most: 100, passage: 10, stopped: () => true };
  expect(await studyText(model, vocabulary, ids, stopped)).toBeUndefined();
});
