import { expect, test } from 'vitest';
import { FormulaError, readFormula } from './formula.js';

test.each([
  ['0.95^epoch', 3, 0.95 ** 3],
  ['0.95 ** epoch', 3, 0.95 ** 3],
  ['1 / (1 + 0.1*epoch)', 5, 1 / 1.5],
  ['2^(epoch // 3)', 7, 4],
  ['-epoch^2 + 10 - 1 - 2', 3, -2],
  ['2^-epoch', 2, 0.25],
  ['2^3^epoch', 2, 512],
  ['8 / 2 / epoch', 2, 2],
  ['1.5e-3 * .5', 0, 0.00075],
  [' (epoch) ', 4, 4],
])('%s at %d is %d', (formula, epoch, expected) => {
  expect(readFormula(formula, 'epoch')(epoch)).toBeCloseTo(expected, 14);
});

test.each([
  ['', 'it ends too early.'],
  ['0.95^', 'it ends too early.'],
  ['0.95^step', "'step' is neither a number nor epoch."],
  ['epoch epoch', "'epoch' is not expected."],
  ['(1 + epoch', 'a bracket is not closed.'],
  ['process.exit()', "'.exit()' begins with no number, name or operator."],
  ['0.9; epoch', "'; epoch' begins with no number, name or operator."],
  ['Infinity', "'Infinity' is neither a number nor epoch."],
  ['1.2.3', "'.3' is not expected."],
])("'%s' is no formula", (formula, rule) => {
  expect(() => readFormula(formula, 'epoch')).toThrow(FormulaError);
  expect(() => readFormula(formula, 'epoch')).toThrow(rule);
});
