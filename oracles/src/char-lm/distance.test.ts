import { expect, test } from 'vitest';
import { distance } from './distance.js';

test('the distance is the largest difference and where it is', () => {
  expect(distance([1, 2.5, 3], [1, 2, 3.25])).toEqual({ largest: 0.5, window: 1 });
  expect(distance([1, 2], [1, 2, 3])).toEqual({ largest: 0, window: 0 });
  expect(distance([], [1])).toEqual({ largest: 0, window: 0 });
});

test('a loss that is NaN, or has nothing to be compared with, is infinitely far', () => {
  const infinite = { largest: Number.POSITIVE_INFINITY, window: 1 };
  expect(distance([1, Number.NaN, 3], [1, 2, 9])).toEqual(infinite);
  expect(distance([1, 2], [1])).toEqual(infinite);
});
