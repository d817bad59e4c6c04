import { expect, test } from 'vitest';
import { iris } from './iris.js';

test('species are told from lengths, of flowers that were held out', () => {
  const { species, confusion } = iris({ epochs: 60, seed: 1 });
  expect(species).toEqual(['setosa', 'versicolor', 'virginica']);
  expect(confusion.total).toBe(45);
  expect(confusion.accuracy).toBeGreaterThan(0.9);
  expect(iris({ epochs: 60, seed: 1 }).confusion.counts).toEqual(confusion.counts);
});
