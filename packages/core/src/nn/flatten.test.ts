import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { zeros } from '../tensor/tensor.js';
import { Flatten } from './flatten.js';

test('neighboring axes become one', () => {
  expect(new Flatten().forward(zeros([2, 3, 4, 5])).shape).toEqual([2, 60]);
  expect(new Flatten(0, 1).forward(zeros([2, 3, 4])).shape).toEqual([6, 4]);
  expect(new Flatten(1, 1).forward(zeros([2, 3, 4])).shape).toEqual([2, 3, 4]);
});

test('the axes are in order', () => {
  expect(() => new Flatten(2, 1).forward(zeros([2, 3, 4]))).toThrow(
    new ArgumentError(
      'Flatten',
      'the axes 2 to 1 of [2, 3, 4] are no range; the first must not come after the last.',
    ),
  );
});
