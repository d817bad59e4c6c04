import { expect, test } from 'vitest';
import { add, exp, mul, operand, sigmoid, tanh } from '../../equation/build.js';
import type { Expression } from '../../equation/expression.js';
import { earlierPhases } from './phases.js';

const [i, f, g, o, c] = ['i', 'f', 'g', 'o', 'c'].map(operand) as [
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
];
const nothing = () => false;

test('the sigmoids of an LSTM come first, its two tanh with all the rest', () => {
  const cell = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
  const phases = earlierPhases([mul(sigmoid(o), tanh(cell)), cell], nothing);
  expect(phases.map((phase) => new Set(phase))).toEqual([new Set([sigmoid(i), sigmoid(f), sigmoid(o)])]);
});

test('functions of one family need no phases', () => {
  expect(earlierPhases([sigmoid(add(exp(i), sigmoid(f)))], nothing)).toEqual([]);
});

test('what a phase needs is computed in an earlier one', () => {
  const inner = tanh(sigmoid(i));
  expect(earlierPhases([sigmoid(inner)], nothing)).toEqual([[sigmoid(i)], [inner]]);
});

test('what is known already belongs to no phase', () => {
  expect(earlierPhases([mul(tanh(g), sigmoid(i))], (expression) => expression === sigmoid(i))).toEqual([]);
});
