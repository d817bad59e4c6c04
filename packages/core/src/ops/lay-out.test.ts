import { expect, test } from 'vitest';
import { full, zeros } from '../tensor/tensor.js';
import { layOut } from './lay-out.js';

const kindsOf = (...shapes: readonly (readonly number[])[]) => {
  const { kinds, rows, n, shape } = layOut('test', shapes.map(zeros));
  return { kinds, rows, n, shape };
};

test('operands of one shape are one row', () => {
  expect(kindsOf([2, 3], [2, 3])).toEqual({ kinds: ['full', 'full'], rows: 1, n: 6, shape: [2, 3] });
});

test('the tail of a shape is a row, its head a column, and one number a column without a stride', () => {
  expect(kindsOf([2, 3], [3], [2, 1]).kinds).toEqual(['full', 'row', 'column']);
  expect(kindsOf([4, 2, 3], [2, 3])).toEqual({ kinds: ['full', 'row'], rows: 4, n: 6, shape: [4, 2, 3] });
  expect(kindsOf([4, 2, 3], [4, 1, 1])).toEqual({
    kinds: ['full', 'column'],
    rows: 4,
    n: 6,
    shape: [4, 2, 3],
  });
  expect(kindsOf([4, 2, 3], [])).toEqual({ kinds: ['full', 'column'], rows: 1, n: 24, shape: [4, 2, 3] });
  expect(kindsOf([3, 3], [3], [3, 1]).kinds).toEqual(['full', 'row', 'column']);
});

test('shapes that differ in ones alone are full', () => {
  expect(kindsOf([1, 3], [3])).toEqual({ kinds: ['full', 'full'], rows: 1, n: 3, shape: [1, 3] });
});

test('what fits neither the rows that others decided nor the whole is spread out', () => {
  const { operands, kinds } = layOut('test', [zeros([2, 3, 4]), zeros([4]), full([3, 1], 5)]);
  expect(kinds).toEqual(['full', 'row', 'full']);
  expect(operands[2]?.shape).toEqual([2, 3, 4]);
  const withNumber = layOut('test', [zeros([2, 3]), zeros([3]), full([1, 1], 5)]);
  expect(withNumber.kinds).toEqual(['full', 'row', 'column']);
  expect(withNumber.operands[2]?.shape).toEqual([2]);
});

test('shapes without elements have no rows, or rows without elements', () => {
  expect(kindsOf([0, 3], [3])).toEqual({ kinds: ['full', 'row'], rows: 0, n: 3, shape: [0, 3] });
  expect(kindsOf([3, 0], [3, 1])).toEqual({ kinds: ['full', 'column'], rows: 1, n: 0, shape: [3, 0] });
});
