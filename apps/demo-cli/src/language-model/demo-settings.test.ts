import { expect, test } from 'vitest';
import { demoSettings } from './demo-settings.js';
import { DEFAULTS } from './settings.js';

test('one thread trains by the defaults', () => {
  expect(demoSettings(1)).toEqual({ ...DEFAULTS, learningRate: 0.01 });
});

test('each of several threads has four lanes, and the batch does not grow without end', () => {
  expect([2, 3, 4, 5, 64].map((threads) => demoSettings(threads).batch)).toEqual([8, 12, 16, 16, 16]);
});

test('the model is the same for any number of several threads', () => {
  const models = [2, 3, 8].map((threads) => {
    const { cell, hidden, layers, tied, embedding, nGrams } = demoSettings(threads);
    return { cell, hidden, layers, tied, embedding, nGrams };
  });
  expect(models).toEqual([models[0], models[0], models[0]]);
});
