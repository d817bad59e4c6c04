import { expect, test } from 'vitest';
import { KneserNey } from './kneser-ney.js';

const text = [0, 1, 2, 0, 1, 3, 0, 1, 2, 4, 0, 2, 2];

test.each([1, 2, 3])('probabilities of all words after a context add up to 1, order %i', (order) => {
  const model = new KneserNey(text, 5, order);
  for (const context of [
    [0, 1],
    [4, 0],
    [3, 3],
    [2, 2],
  ]) {
    const sum = [0, 1, 2, 3, 4].reduce((all, word) => all + model.probability([...context, word], 2), 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test('a bigram is what the equation says', () => {
  // After 0: 1 three times, 2 once. Bigrams seen once: 13, 30, 24, 40, 02; twice: 12, and 20 once, 22 once.
  const model = new KneserNey(text, 5, 2);
  const once = 7; // 20, 13, 30, 24, 40, 02, 22
  const discount = once / (once + 2 * 1);
  const kinds = 9; // different bigrams: 01, 12, 20, 13, 30, 24, 40, 02, 22
  const [lower1, lowerDiscount] = [1, 1]; // one word stands before 1, 3 and 4, and three before 0 and 2
  const unigram = (Math.max(lower1 - lowerDiscount, 0) + lowerDiscount * 5 * (1 / 5)) / kinds;
  expect(model.probability([0, 1], 1)).toBeCloseTo((3 - discount + discount * 2 * unigram) / 4, 12);
});

test('what was seen often after its context is likelier than what was not', () => {
  const model = new KneserNey(text, 5, 3);
  expect(model.probability([0, 1, 2], 2)).toBeGreaterThan(model.probability([0, 1, 0], 2));
  expect(model.perplexity(text)).toBeLessThan(5);
});
