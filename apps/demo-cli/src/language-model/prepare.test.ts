import { Vocabulary } from '@tbptt/data';
import { expect, test } from 'vitest';
import type { Corpus } from '../corpus.js';
import { testHost } from '../testing/test-host.js';
import { TextReporter } from '../ui/text-reporter.js';
import { MOST_VALIDATED, prepare } from './prepare.js';

/** A text of which nothing is there but its length. */
function textOf(characters: number): Corpus {
  const vocabulary = Vocabulary.of('ab');
  return {
    name: 'long.txt',
    digest: '',
    vocabulary,
    characters,
    lanes: (lanes, from, to) => ({
      first: 0,
      total: lanes,
      lanes,
      length: Math.ceil((to - from - 1) / lanes),
      window: (start, length) => {
        const shape = [length, lanes];
        const data = new Int32Array(length * lanes).fill(start);
        return { inputs: { shape, data }, targets: { shape, data }, count: length * lanes };
      },
    }),
  };
}

const settings = { batch: 16, window: 32, validation: 0.1 };

test('a validation of a very long text reads an equal part of each lane, a million characters in all', () => {
  const { validation, validationCharacters } = prepare(textOf(3e8), settings);
  expect(validationCharacters).toBe(3e7);
  expect(validation).toMatchObject({ lanes: 16, length: MOST_VALIDATED / 16 });
  expect(validation?.window(7, 2).inputs.data[0]).toBe(7);
});

test('a validation of another text reads all that is held out', () => {
  expect(prepare(textOf(1e7), settings).validation?.length).toBe(Math.ceil((1e6 - 1) / 16));
});

test('how much of the held-out text was read is said', () => {
  const host = testHost();
  const reporter = new TextReporter(host);
  const [name, symbols] = ['long.txt', 2];
  const parts = { trainingCharacters: 2.7e8, validationCharacters: 3e7 };
  reporter.report({ report: 'data', text: name, characters: 3e8, symbols, ...parts });
  expect(host.out.text).toContain('the last 10 % held out; a validation reads 1,000,000 of it');
  reporter.report({ report: 'validation', bitsPerCharacter: 2, characters: 1e6, step: 1, best: false });
  expect(host.out.text).toContain('over 1,000,000 of 30,000,000 held-out characters');
});
