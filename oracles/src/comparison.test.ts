import { tensor } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { Comparison } from './comparison.js';

const tolerance = { absolute: 0.1, relative: 0.01 };

describe('a comparison', () => {
  test('allows the absolute plus the relative tolerance', () => {
    const comparison = new Comparison();
    comparison.number('inside', 101, 100, tolerance);
    expect(comparison.deviations).toEqual([]);
    comparison.number('outside', 101.2, 100, tolerance);
    expect(comparison.deviations).toMatchObject([{ field: 'outside', element: [], count: 1 }]);
  });

  test('keeps the worst element of a field and counts the others', () => {
    const comparison = new Comparison();
    const expected = { shape: [2, 2], data: [0, 0, 0, 0] };
    comparison.array('y', tensor([2, 2], [0, 1, 3, 2]), expected, tolerance);
    expect(comparison.deviations).toMatchObject([{ element: [1, 0], actual: 3, expected: 0, count: 3 }]);
    expect(comparison.largestAbsolute).toBe(3);
  });

  test('takes equal infinities for equal, and everything else that is not finite for wrong', () => {
    const comparison = new Comparison();
    comparison.number('same', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(comparison.deviations).toEqual([]);
    comparison.number('sign', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    comparison.number('finite', 3, Number.POSITIVE_INFINITY);
    comparison.number('NaN', Number.NaN, 3);
    expect(comparison.deviations).toHaveLength(3);
  });

  test('measures relative errors only of numbers for which the relative tolerance is the larger part', () => {
    const comparison = new Comparison();
    comparison.number('small', 0.05, 0.02, tolerance);
    expect(comparison.largestRelative).toBe(0);
    comparison.number('large', 202, 200, tolerance);
    expect(comparison.largestRelative).toBeCloseTo(0.01);
  });

  test('refuses another shape', () => {
    expect(() => new Comparison().array('y', tensor([2], [1, 2]), { shape: [2, 1], data: [1, 2] })).toThrow(
      'y has the shape [2] instead of [2, 1]',
    );
  });
});
