import { expect, test } from 'vitest';
import { add, exp, mul, operand, sub, tanh } from './build.js';
import { derive, sortedExpressions, substitute } from './differentiate.js';

const x = operand('x');
const y = operand('y');
const d = operand('d');

test('expressions come after their arguments, and shared ones once', () => {
  const square = mul(x, x);
  const root = add(square, tanh(square));
  const sorted = sortedExpressions([root, square]);
  expect(sorted).toEqual([x, square, tanh(square), root]);
});

test('the derivative adds up over all the ways to a result', () => {
  expect(derive([{ value: mul(x, y), seed: d }], [x, y])).toEqual([mul(d, y), mul(d, x)]);
  expect(derive([{ value: add(x, x), seed: d }], [x])).toEqual([add(d, d)]);
});

test('the derivative of a sum over several results is that of each with its own seed', () => {
  const e = operand('e');
  const [dx] = derive(
    [
      { value: mul(x, 3), seed: d },
      { value: x, seed: e },
    ],
    [x],
  );
  expect(dx).toBe(add(e, mul(d, 3)));
});

test('what a result does not depend on has the derivative 0', () => {
  expect(derive([{ value: exp(y), seed: d }], [x])).toEqual([sub(1, 1)]);
});

test('derivatives are stated on values, so that forward parts are shared', () => {
  const [dx] = derive([{ value: tanh(x), seed: d }], [x]);
  expect(dx).toBe(mul(d, sub(1, mul(tanh(x), tanh(x)))));
});

test('substitution replaces whole sub-expressions and simplifies again', () => {
  const replacements = new Map([[tanh(x), y]]);
  expect(substitute(add(tanh(x), exp(tanh(x))), replacements)).toBe(add(y, exp(y)));
  expect(substitute(sub(x, mul(y, 2)), new Map([[y, sub(1, 1)]]))).toBe(x);
});

test('replacements are not looked into', () => {
  expect(substitute(x, new Map([[x, add(x, 1)]]))).toBe(add(x, 1));
});
