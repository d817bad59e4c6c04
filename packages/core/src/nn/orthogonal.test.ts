import { describe, expect, test } from 'vitest';
import { HostError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { expectClose } from '../testing/close.js';
import { orthogonal } from './orthogonal.js';

/** `w wᵀ` or `wᵀ w`, whichever is smaller. */
function smallerProduct(numbers: Float32Array, rows: number, columns: number): number[] {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const at = (vector: number, i: number) =>
    (rows < columns ? numbers[vector * columns + i] : numbers[i * columns + vector]) ?? Number.NaN;
  return Array.from({ length: count * count }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += at(Math.floor(k / count), i) * at(k % count, i);
    return sum;
  });
}

describe('an orthogonal matrix', () => {
  test.each([
    [1, 1],
    [5, 5],
    [17, 5],
    [5, 17],
    [128, 128],
    [64, 256],
  ])('of %i rows and %i columns has orthonormal rows or columns', (rows, columns) => {
    const count = Math.min(rows, columns);
    const identity = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0));
    const plain = orthogonal()([rows, columns], seeded(1));
    expect(plain.shape).toEqual([rows, columns]);
    expectClose(smallerProduct(plain.toFloats(), rows, columns), identity, {
      relative: 1e-6,
      absolute: 1e-6,
    });
    const scaled = orthogonal(2)([rows, columns], seeded(1)).toFloats();
    expectClose(
      smallerProduct(scaled, rows, columns),
      identity.map((x) => 4 * x),
      { relative: 1e-6, absolute: 4e-6 },
    );
  });

  test('is drawn uniformly: traces and determinants of rotations and reflections', () => {
    const random = seeded(2);
    const count = 4000;
    let traces = 0;
    let squares = 0;
    let rotations = 0;
    let positive = 0;
    for (let i = 0; i < count; i++) {
      const [a = 0, b = 0, c = 0, d = 0] = orthogonal()([2, 2], random).toFloats();
      traces += a + d;
      squares += (a + d) ** 2;
      if (a * d - b * c > 0) rotations++;
      if (a > 0) positive++;
    }
    // Over the orthogonal group the trace has mean 0 and variance 1. Without the correction of signs
    // it has not.
    expect(Math.abs(traces / count)).toBeLessThan(0.06);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.08);
    expect(Math.abs(rotations / count - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(positive / count - 0.5)).toBeLessThan(0.03);
  });

  test('needs two axes, which may be empty', () => {
    expect(() => orthogonal()([4], seeded(1))).toThrow(
      'orthogonal: the shape [4] is not that of a weight; it must have two axes, [inputs, outputs].',
    );
    expect(orthogonal()([0, 3], seeded(1)).shape).toEqual([0, 3]);
  });

  test('is refused before anything is drawn if the host has no room for it', () => {
    const random = seeded(1);
    const before = random.state();
    expect(() => orthogonal()([2 ** 30, 2 ** 20], random)).toThrow(HostError);
    expect(random.state()).toEqual(before);
  });
});
