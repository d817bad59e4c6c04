import { describe, expect, test } from 'vitest';
import { engine } from '../../engine/default-engine.js';
import { Engine } from '../../engine/engine.js';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { normKernels, normOf, totalOf } from './norms.js';

test('the sum of squares of a stretch counts nothing beside it', () => {
  expect(totalOf(new Float64Array([9, 1, 2, 3, 9]), 1, 3, 2)).toBe(14);
  expect(totalOf(new Float64Array([9]), 1, 0, 2)).toBe(0);
});

test('the sum of squares of single-precision numbers does not overflow', () => {
  expect(totalOf(new Float32Array([1e30, 1e30]), 0, 2, 2)).toBeCloseTo(2e60, -54);
});

test('the gradient of the sum of squares is twice the numbers', () => {
  const numbers = new Float64Array([0.5, -1, 3]);
  const gradient = numericGradient(() => totalOf(numbers, 0, 3, 2), numbers);
  expectClose(
    gradient,
    numbers.map((x) => 2 * x),
    { relative: 1e-9 },
  );
});

describe.each([
  [1, 9],
  [2, Math.sqrt(29)],
  [Number.POSITIVE_INFINITY, 4],
])('the norm of order %d', (order, expected) => {
  const totals = (...numbers: number[]) => totalOf(Float64Array.from(numbers), 0, numbers.length, order);

  test('of numbers', () => {
    expect(normOf([totals(3, -4, 0, 2)], order)).toBeCloseTo(expected, 12);
    expect(normOf([], order)).toBe(0);
  });

  test('of several arrays is the norm of their totals', () => {
    expect(normOf([totals(3, -4), totals(0, 2)], order)).toBeCloseTo(expected, 12);
  });

  test.each([engine, () => new Engine({ precision: 'double' })])('of numbers in the linear memory', (get) => {
    const { memory, kernels } = get();
    const { totals, norms } = kernels.of(normKernels);
    const [x, total, norm] = [0, 0, 0].map(() => memory.blocks.allocate(64)) as [number, number, number];
    memory.write(x, [3, -4, 0, 2]);
    for (const length of [4, 0]) {
      totals(x, length, 1, order, total);
      norms(total, 1, 1, order, norm);
      expect(memory.number(norm)).toBeCloseTo(length === 0 ? 0 : expected, 6);
    }
    for (const block of [x, total, norm]) memory.blocks.free(block);
  });

  test.each(['strict', 'reference'] as const)('of each column, in %s kernels', (kernels) => {
    const { memory, kernels: set } = new Engine({ kernels });
    const { totals, norms } = set.of(normKernels);
    const numbers = [3, -1, 4, 1, 5, -9];
    const [x, total, norm] = [0, 0, 0].map(() => memory.blocks.allocate(256)) as [number, number, number];
    memory.write(x, numbers);
    for (const units of [1, 2, 3, 6]) {
      totals(x, 6 / units, units, order, total);
      norms(total, units, 1, order, norm);
      const columns = Array.from({ length: units }, (_, unit) =>
        numbers.filter((_, i) => i % units === unit),
      );
      expectClose(
        memory.copy(norm, units),
        columns.map((column) => normOf([totalOf(Float64Array.from(column), 0, column.length, order)], order)),
      );
    }
  });

  test.each(['strict', 'reference'] as const)('shows what is not finite, in %s kernels', (kernels) => {
    const engine = new Engine({ kernels });
    const { memory } = engine;
    const { totals, norms } = engine.kernels.of(normKernels);
    const [x, total, norm] = [0, 0, 0].map(() => memory.blocks.allocate(256)) as [number, number, number];
    const ofNumbers = (numbers: number[], columns: number): number => {
      memory.write(x, numbers);
      totals(x, numbers.length / columns, columns, order, total);
      norms(total, 1, columns, order, norm);
      return memory.number(norm);
    };
    for (const columns of [1, 2]) {
      expect(ofNumbers([1, Number.NaN, Number.POSITIVE_INFINITY, 2, 3, 4], columns)).toBeNaN();
      expect(ofNumbers([1, 2, 3, 4, Number.NaN, 5], columns)).toBeNaN();
      expect(ofNumbers([Number.NEGATIVE_INFINITY, 1], columns)).toBe(Number.POSITIVE_INFINITY);
    }
  });
});
