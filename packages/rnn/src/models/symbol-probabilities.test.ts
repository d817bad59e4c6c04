import { ArgumentError, NonFiniteError } from '@tbptt/core';
import { expect, test } from 'vitest';
import { symbolProbabilities } from './symbol-probabilities.js';

const logits = [2, 1, 0, -1].map((x) => x * Math.LN2); // weights 4, 2, 1, 1/2

test('are those of the softmax at a temperature', () => {
  expect([...symbolProbabilities(logits)].map((p) => p * 7.5)).toEqual([
    expect.closeTo(4, 5),
    expect.closeTo(2, 5),
    expect.closeTo(1, 5),
    expect.closeTo(0.5, 5),
  ]);
  expect([...symbolProbabilities(logits, { temperature: 0 })]).toEqual([1, 0, 0, 0]);
});

test('candidates have the least share of the likeliest probability', () => {
  expect([...symbolProbabilities(logits, { minP: 0.24 })].map((p) => p > 0)).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(symbolProbabilities(logits, { minP: 0.26 })[0]).toBeCloseTo(4 / 6, 6);
  expect([...symbolProbabilities(logits, { minP: 1 })]).toEqual([1, 0, 0, 0]);
});

test('symbols that were read become less likely, whatever the sign of their logits', () => {
  const p = symbolProbabilities([2, 2, -2, -2], { repetitionPenalty: 2, seen: [0, 2, 0, 9] });
  const weights = [1, 2, -4, -2].map(Math.exp);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, symbol) => expect(p[symbol]).toBeCloseTo(weight / total, 6));
});

test('what is no distribution is refused', () => {
  expect(() => symbolProbabilities([])).toThrow(ArgumentError);
  expect(() => symbolProbabilities([1, 2], { minP: 1.5 })).toThrow(ArgumentError);
  expect(() => symbolProbabilities([1, 2], { repetitionPenalty: 0 })).toThrow(ArgumentError);
  expect(() => symbolProbabilities([1, Number.NaN])).toThrow(NonFiniteError);
});
