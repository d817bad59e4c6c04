import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearMemory } from '../../memory/linear-memory.js';
import { Matrix } from '../matrix.js';
import { multiply } from './reference-product.js';

describe.each(['single', 'double'] as const)('the reference product in %s precision', (precision) => {
  const memory = new LinearMemory(precision);

  function matrix(rows: number, columns: number, numbers: readonly number[]): Matrix {
    const address = memory.arena.allocate(numbers.length * memory.elementBytes);
    memory.view(address, numbers.length).set(numbers);
    return new Matrix(address, rows, columns);
  }

  function read({ address, rows, rowStride }: Matrix): number[] {
    return [...memory.view(address, rows * rowStride)];
  }

  test('assigns, or adds to what is there', () => {
    const a = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
    const b = matrix(3, 2, [7, 8, 9, 10, 11, 12]);
    const c = matrix(2, 2, [1, 2, 3, 4]);
    multiply(memory, a, b, c, true);
    expect(read(c)).toEqual([59, 66, 142, 158]);
    multiply(memory, a, b, c, false);
    expect(read(c)).toEqual([58, 64, 139, 154]);
  });

  test('takes operands by their strides', () => {
    const a = matrix(3, 2, [1, 4, 2, 5, 3, 6]).transposed;
    const b = matrix(2, 3, [7, 9, 11, 8, 10, 12]).transposed;
    const wide = matrix(2, 3, [0, 0, -1, 0, 0, -1]);
    multiply(memory, a, b, new Matrix(wide.address, 2, 2, 3), false);
    expect(read(wide)).toEqual([58, 64, -1, 139, 154, -1]);
  });

  test('assigns zeros where there is nothing to sum', () => {
    const c = matrix(1, 2, [1, 2]);
    multiply(memory, matrix(1, 0, []), matrix(0, 2, []), c, false);
    expect(read(c)).toEqual([0, 0]);
  });

  test('equals the sum over k of any sizes', () => {
    const size = fc.integer({ min: 1, max: 6 });
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(size, size, size, numbers, numbers, (rows, depth, columns, x, y) => {
        memory.arena.reset();
        const c = matrix(rows, columns, Array<number>(rows * columns).fill(0));
        multiply(memory, matrix(rows, depth, x), matrix(depth, columns, y), c, false);
        const expected = Array.from({ length: rows * columns }, (_, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < depth; k++)
            sum += (x[i * depth + k] as number) * (y[k * columns + j] as number);
          return sum;
        });
        expect(read(c)).toEqual(expected);
      }),
    );
  });
});
