import { engine } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { normAt, normOf, unitNormsAt } from './gradient-norm.js';

const ORDERS = [
  [1, 9],
  [2, Math.sqrt(29)],
  [Number.POSITIVE_INFINITY, 4],
] as const;

describe.each(ORDERS)('the norm of order %d', (order, expected) => {
  test('of numbers', () => {
    expect(normOf([3, -4, 0, 2], order)).toBeCloseTo(expected, 12);
    expect(normOf([], order)).toBe(0);
  });

  test('of several arrays is the norm of their norms', () => {
    expect(normOf([normOf([3, -4], order), normOf([0, 2], order)], order)).toBeCloseTo(expected, 12);
  });

  test.each([engine, doubleEngine])('of numbers in the linear memory', (engineInUse) => {
    const { memory } = engineInUse();
    const address = memory.blocks.allocate(4 * memory.elementBytes);
    memory.view(address, 4).set([3, -4, 0, 2]);
    expect(normAt(engineInUse(), address, 4, order)).toBeCloseTo(expected, 6);
    expect(normAt(engineInUse(), address, 0, order)).toBe(0);
    memory.blocks.free(address);
  });

  test('shows what is not finite', () => {
    expect(normOf([1, Number.NaN, Number.POSITIVE_INFINITY], order)).toBeNaN();
    expect(normOf([Number.NEGATIVE_INFINITY], order)).toBe(Number.POSITIVE_INFINITY);
  });

  test('of each column', () => {
    const current = engine();
    const numbers = [3, -1, 4, 1, 5, -9];
    const address = current.memory.blocks.allocate(6 * current.memory.elementBytes);
    current.memory.view(address, 6).set(numbers);
    for (const units of [1, 2, 3, 6]) {
      const norms = new Float64Array(units).fill(7);
      unitNormsAt(current, address, 6, order, norms);
      const columns = Array.from(norms, (_, unit) => numbers.filter((_, i) => i % units === unit));
      expectClose(
        norms,
        columns.map((column) => normOf(column, order)),
      );
    }
    current.memory.blocks.free(address);
  });
});
