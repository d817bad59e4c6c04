import { expect, test } from 'vitest';
import { accuracy, origins } from './origins.js';

test('names are told apart by language, also such as were held out', () => {
  const languages = ['English', 'Japanese'] as const;
  const [before, after] = [0, 5].map((epochs) => origins({ languages, epochs, seed: 1 }).heldOut);
  expect(accuracy(before ?? [])).toBeLessThan(0.75);
  expect(accuracy(after ?? [])).toBeGreaterThan(0.9);
});

test('accuracy is the share of names of which the language was said', () => {
  const said = (name: string, guess: 'Finnish' | 'Polish') => ({ name, language: 'Finnish', guess }) as const;
  expect(accuracy([said('Aino', 'Finnish'), said('Anna', 'Polish')])).toBe(0.5);
});
