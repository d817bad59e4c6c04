import { expect, test } from 'vitest';
import { predictedRight } from './reber-criterion.js';

const judge = (outputs: readonly number[], legal: readonly number[]): number[] => [
  ...predictedRight(outputs, { shape: [legal.length / 4, 4], data: Float32Array.from(legal) }),
];

test('a prediction is right when what is allowed is more active than all else, whatever comes', () => {
  expect(judge([-1, 3, -2, 0.5], [0, 1, 0, 1])).toEqual([1]);
  expect(judge([-1, 3, -2, 0.5], [0, 1, 0, 0])).toEqual([1]);
  expect(judge([0.6, 3, -2, 0.5], [0, 1, 0, 1])).toEqual([0]);
  expect(judge([3, 0.5, -2, -1], [0, 1, 0, 1])).toEqual([0]);
});

test('an output that ties with one that is not allowed does not predict, nor does one that is no number', () => {
  expect(judge([1, 1, 0, 0], [1, 0, 0, 0])).toEqual([0]);
  expect(judge([0, 0, 0, 0], [1, 1, 0, 0])).toEqual([0]);
  expect(judge([Number.NaN, 1, 0, 0], [1, 1, 0, 0])).toEqual([0]);
});

test('rows are judged one by one, and nothing is asked of one after the end', () => {
  expect(judge([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])).toEqual([
    1, 0, 1,
  ]);
});
