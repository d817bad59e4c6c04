import { expect, test } from 'vitest';
import { bestNaiveBayes, NaiveBayes } from './naive-bayes.js';

const examples = [
  ...['anna', 'hanna', 'joanna', 'susanna'].map((text) => ({ text, label: 0 })),
  ...['bob', 'rob', 'jacob', 'caleb'].map((text) => ({ text, label: 1 })),
];

test('a text is of the class whose pieces it has', () => {
  const model = new NaiveBayes(examples, 2, 2, 0.1);
  expect(model.guess('marianna')).toBe(0);
  expect(model.guess('rob')).toBe(1);
  expect(model.accuracy(examples)).toBe(1);
});

test('a text of unknown pieces is of the most frequent class', () => {
  const model = new NaiveBayes([...examples, { text: 'seb', label: 1 }], 2, 1, 0.1);
  expect(model.guess('')).toBe(1);
});

test('settings are chosen on what is held out, and the model is trained on all', () => {
  const model = bestNaiveBayes([...examples, ...examples, ...examples], 2);
  expect(model.accuracy(examples)).toBe(1);
});
