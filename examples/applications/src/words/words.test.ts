import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { words } from './words.js';

test('words are predicted, beside trigrams', () => {
  const { value, picture } = smallRun(words);
  expect(value('LSTM')).toBeLessThan(90);
  expect(value('trigrams, Kneser-Ney')).toBeLessThan(60);
  expect(picture).toContain('nearly the same direction');
});
