import { expect, test } from 'vitest';
import { pullBack } from '../autodiff/pull-back.js';
import { ArgumentError } from '../errors.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { clamp } from './clamp.js';

const x = tensor([-2, -1, 0, 1, 2, Number.NaN]);

test('numbers outside the bounds become the bounds', () => {
  expect(clamp(x, -1, 1).toNested()).toEqual([-1, -1, 0, 1, 1, Number.NaN]);
  expect(clamp(x, 0).toNested()).toEqual([0, 0, 0, 1, 2, Number.NaN]);
  expect(clamp(x, -Infinity, 0).toNested()).toEqual([-2, -1, 0, 0, 0, Number.NaN]);
});

test('the gradient reaches what is within the bounds, these included', () => {
  const { gradients } = pullBack(() => clamp(x, -1, 1), [x], tensor([1, 2, 3, 4, 5, 6]));
  expect(gradients[0]?.toNested()).toEqual([0, 2, 3, 4, 0, 6]);
});

test('the bounds are in order', () => {
  expect(() => clamp(zeros([1]), 1, -1)).toThrow(
    new ArgumentError(
      'clamp',
      'the bounds are 1 and -1; they must be numbers, the first not above the second.',
    ),
  );
  expect(() => clamp(zeros([1]), Number.NaN)).toThrow(ArgumentError);
});
