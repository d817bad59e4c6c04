import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { words } from './words.js';

test('words are predicted, beside trigrams', () => {
  const { value, picture } = smallRun(words);
  expect(value('perplexity, LSTM')).toBeLessThan(90);
  expect(value('perplexity, trigrams by Kneser-Ney')).toBeLessThan(60);
  expect(picture).toContain('nearly the same direction');
});
