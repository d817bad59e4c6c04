import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { kernels } from '../engine/default-engine.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { add, multiply } from './arithmetic.js';
import { affine } from './matmul.js';
import { reshape } from './rearrange.js';
import { mean, sum } from './reduce.js';
import { softmax } from './softmax.js';

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

  test('run over several axes, in any order, which disappear or stay with length 1', () => {
    const y = normal()([2, 3, 4, 5], seeded(1));
    for (const axes of [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 2],
      [0, 2],
      [1, 3],
      [0, 3],
      [0, 1, 3],
      [-1, 0, 1, 2],
      [],
    ]) {
      const sorted = axes.map((axis) => (axis + 4) % 4).toSorted((a, b) => b - a);
      const expected = sorted.reduce((part, axis) => sum(part, axis), y);
      expect(sum(y, axes).shape).toEqual(expected.shape);
      expectClose(sum(y, axes).toFloats(), expected.toFloats(), { relative: 1e-6, absolute: 1e-6 });
      const kept = y.shape.map((length, axis) => (sorted.includes(axis) ? 1 : length));
      expect(mean(y, axes, { keepDims: true }).shape).toEqual(kept);
      const count = y.size / expected.size;
      expectClose(
        mean(y, axes).toFloats(),
        expected.toFloats().map((total) => total / count),
        {
          relative: 1e-6,
          absolute: 1e-6,
        },
      );
    }
    expect(sum(x, undefined, { keepDims: true }).toNested()).toEqual([[22]]);
    expect(sum(zeros([2, 0, 3]), [0, 1]).toNested()).toEqual([0, 0, 0]);
  });

  test('over several axes have the gradient of finite differences', () => {
    const p = parameter(normal()([2, 3, 2, 2], seeded(1)));
    for (const axes of [
      [0, 1],
      [1, 3],
      [0, 3],
      [0, 1, 2, 3],
    ]) {
      gradcheck([p], () => weightedSum(sum(p, axes)));
      gradcheck([p], () => weightedSum(mean(p, axes, { keepDims: true })));
    }
  });

  test('name an axis that is named twice', () => {
    expect(() => sum(x, [0, -2])).toThrow(
      new ArgumentError('sum', 'the axes [0, -2] name an axis twice; name each once.'),
    );
  });

  test('name an axis that is not there', () => {
    expect(() => sum(x, 2)).toThrow(new ShapeError('sum', '[2, 3] has no axis 2; axes run from -2 to 1.'));
    expect(() => mean(x, -3)).toThrow(
      new ShapeError('mean', '[2, 3] has no axis -3; axes run from -2 to 1.'),
    );
  });
});

describe.each(kernels.available)('with %s kernels', (variant) => {
  beforeEach(() => kernels.use(variant));
  afterEach(() => kernels.use('auto'));
  const ROWS = 300_000;
  const tenth = Math.fround(0.1);
  const rounding = { relative: 3e-7, absolute: 0 };

  test('sums over rows lose no digits over many rows, and neither do gradients of rows, columns and biases', () => {
    const x = full([ROWS, 4], 0.1);
    expectClose(mean(x, 0).toFloats(), new Float32Array(4).fill(0.1), rounding);
    const [w, c, b] = [parameter(full([4], 1)), parameter(full([1], 1)), parameter(zeros([4]))];
    differentiate([w, c, b], () => {
      const scaled = multiply(multiply(x, w), c);
      return sum(add(scaled, affine(x, zeros([4, 4]), b)));
    });
    expectClose(w.gradient?.toFloats() ?? [], new Float32Array(4).fill(ROWS * tenth), rounding);
    expectClose(c.gradient?.toFloats() ?? [], [4 * ROWS * tenth], rounding);
    expectClose(b.gradient?.toFloats() ?? [], new Float32Array(4).fill(ROWS), rounding);
  });

  test('a number for each row has the sum over its row as its gradient, without lost digits', () => {
    const x = full([3, 100_000], 0.1);
    const column = parameter(full([3, 1], 1));
    const { y } = differentiate([column], () => {
      const y = multiply(x, column);
      return { loss: sum(y), y };
    });
    expect(new Set(y.toFloats())).toEqual(new Set([tenth]));
    expectClose(column.gradient?.toFloats() ?? [], new Float32Array(3).fill(100_000 * tenth), rounding);
  });

  test('probabilities of very many classes add up to 1', () => {
    const x = normal()([1, 300_000], seeded(3));
    for (const axis of [-1, 0]) {
      const p = softmax(axis === 0 ? reshape(x, [300_000, 1]) : x, axis).toFloats();
      const total = p.reduce((total, probability) => total + probability, 0);
      expect(Math.abs(total - 1)).toBeLessThan(4e-7);
    }
  });
});
