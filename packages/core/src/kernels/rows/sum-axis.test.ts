import { describe, expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { spreadAxis } from './spread-axis.js';
import { sumAxis } from './sum-axis.js';

describe('sumAxis', () => {
  test('sums over the middle axis', () => {
    const numbers = new Float64Array([1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60, 7, 7, 7, 7, 7, 7]);
    sumAxis(numbers, 0, 2, 2, 3, 12, false);
    expect([...numbers.subarray(12)]).toEqual([11, 22, 33, 44, 55, 66]);
    sumAxis(numbers, 0, 2, 2, 3, 12, true);
    expect([...numbers.subarray(12)]).toEqual([22, 44, 66, 88, 110, 132]);
  });

  test('gives zeros for an axis of length 0, and leaves what is there if it accumulates', () => {
    const numbers = new Float64Array([5, 5]);
    sumAxis(numbers, 0, 1, 0, 2, 0, true);
    expect([...numbers]).toEqual([5, 5]);
    sumAxis(numbers, 0, 1, 0, 2, 0, false);
    expect([...numbers]).toEqual([0, 0]);
  });

  test('sums single-precision numbers in double precision', () => {
    const numbers = new Float32Array([1, ...Array.from({ length: 1000 }, () => 2 ** -25), 0]);
    sumAxis(numbers, 0, 1, 1001, 1, 1001, false);
    expect(numbers[1001]).toBe(Math.fround(1 + 1000 * 2 ** -25));
  });
});

test.each([
  { outer: 1, axis: 4, inner: 3 },
  { outer: 3, axis: 2, inner: 1 },
  { outer: 2, axis: 3, inner: 2 },
])(
  'spreadAxis is the gradient of sumAxis over [$outer, $axis, $inner], and sumAxis of spreadAxis',
  (sizes) => {
    const { outer, axis, inner } = sizes;
    const small = outer * inner;
    const large = small * axis;
    const numbers = Float64Array.from({ length: large + 3 * small + large }, (_, i) => Math.sin(i + 1));
    const [x, y, dy] = [0, large, large + small];
    const dx = large + 3 * small;
    const dot = (a: number, b: number, length: number): number => {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += (numbers[a + i] as number) * (numbers[b + i] as number);
      return sum;
    };

    numbers.fill(0.5, dx, dx + large);
    spreadAxis(numbers, dy, outer, axis, inner, 1, dx, true);
    const summed = numericGradient(
      () => {
        sumAxis(numbers, x, outer, axis, inner, y, false);
        return dot(y, dy, small);
      },
      numbers,
      x,
      large,
    );
    expectClose(
      numbers.subarray(dx),
      summed.map((slope) => slope + 0.5),
      { relative: 1e-9, absolute: 1e-9 },
    );

    const scale = -1.75;
    const gradient = numbers.slice(dx, dx + large);
    const product = numericGradient(
      () => {
        spreadAxis(numbers, y, outer, axis, inner, scale, x, false);
        let sum = 0;
        for (let i = 0; i < large; i++) sum += (numbers[x + i] as number) * (gradient[i] as number);
        return sum;
      },
      numbers,
      y,
      small,
    );
    sumAxis(numbers, dx, outer, axis, inner, dy + small, false);
    const expected = numbers.slice(dy + small, dy + 2 * small).map((sum) => scale * sum);
    expectClose(product, expected, { relative: 1e-9, absolute: 1e-9 });
  },
);
