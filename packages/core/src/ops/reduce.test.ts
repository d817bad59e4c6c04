import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { mean, sum } from './reduce.js';

const x = tensor([2, 3], [1, 2, 3, 4, 5, 7]);

describe('sum and mean', () => {
  test('run over one axis, which disappears', () => {
    expect(sum(x, 0).toNested()).toEqual([5, 7, 10]);
    expect(sum(x, 1).toNested()).toEqual([6, 16]);
    expect(sum(x, -1).toNested()).toEqual([6, 16]);
    expect(mean(x, 0).toNested()).toEqual([2.5, 3.5, 5]);
    expectClose(mean(x, 1).toFloats(), [2, 16 / 3]);
  });

  test('run over all elements where no axis is given', () => {
    expect(sum(x).shape).toEqual([]);
    expect(sum(x).item()).toBe(22);
    expectClose(mean(x).item(), 22 / 6);
    expect(sum(tensor([], [3])).item()).toBe(3);
  });

  test('of nothing are 0 and NaN', () => {
    expect(sum(zeros([0, 3])).item()).toBe(0);
    expect(sum(zeros([0, 3]), 0).toNested()).toEqual([0, 0, 0]);
    expect(sum(zeros([3, 0]), 0).shape).toEqual([0]);
    expect(mean(zeros([0])).item()).toBe(Number.NaN);
  });

  test('lose few digits over many elements', () => {
    expectClose(sum(full([1_000_000], 0.1)).item(), 1e6 * Math.fround(0.1), { relative: 2e-6 });
    expectClose(mean(full([1000, 1000], 0.1), 0).toFloats(), new Float32Array(1000).fill(0.1), {
      relative: 2e-6,
    });
  });

  test('spread their gradient back evenly', () => {
    const random = seeded(1);
    const p = parameter(normal()([2, 5, 3], random));
    for (const reduce of [sum, mean]) {
      gradcheck([p], () => reduce(p));
      for (const axis of [0, 1, 2, -1]) gradcheck([p], () => weightedSum(reduce(p, axis)));
    }
  });

  test('name an axis that is not there', () => {
    expect(() => sum(x, 2)).toThrow(new ShapeError('sum', '[2, 3] has no axis 2; axes run from -2 to 1.'));
    expect(() => mean(x, -3)).toThrow(
      new ShapeError('mean', '[2, 3] has no axis -3; axes run from -2 to 1.'),
    );
  });
});
