import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { names } from './names.js';

test('names of three languages are told apart', () => {
  const { value, picture } = smallRun(names);
  expect(value('bidirectional LSTMs')).toBeGreaterThan(60);
  expect(value('naive Bayes')).toBeGreaterThan(60);
  expect(picture).toContain('held-out names');
});
