import { Lanes, nGramBits, Vocabulary } from '@tbptt/data';
import { expect, test } from 'vitest';
import { SMALL_TEXT } from '../testing/run-with.js';
import { nGramReference } from './n-gram-reference.js';

const vocabulary = Vocabulary.of(SMALL_TEXT);
const ids = vocabulary.encode(SMALL_TEXT);
const [training, validation] = [
  new Lanes(ids.subarray(0, 2000), { lanes: 1 }),
  new Lanes(ids.subarray(2000), { lanes: 1 }),
];

test('it is the best of the n-gram models, counted on the training text', async () => {
  const reference = await nGramReference({ training, validation, vocabulary }, () => false);
  const counting = nGramBits(ids.subarray(1, 2000), ids.subarray(2001), {
    symbols: vocabulary.size,
    order: 8,
  });
  let step = counting.next();
  while (step.done !== true) step = counting.next();
  const best = step.value.toSorted((a, b) => a.bits - b.bits)[0];
  expect(reference).toEqual({ order: best?.order, bitsPerCharacter: best?.bits, characters: 1999 });
});

test('lanes that are not equally long are read to their ends', async () => {
  const lanes = new Lanes(ids.subarray(0, 2000), { lanes: 7 });
  const reference = await nGramReference({ training: lanes, validation, vocabulary }, () => false);
  expect(reference?.characters).toBe(1999);
});

test('there is none without a held-out text, and none after a request to stop', async () => {
  expect(await nGramReference({ training, validation: undefined, vocabulary }, () => false)).toBeUndefined();
  let asked = 0;
  expect(await nGramReference({ training, validation, vocabulary }, () => ++asked > 1)).toBeUndefined();
});
