import { describe, expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { gatherRows, scatterAddRows } from './gather-rows.js';

const IDS = new Int32Array([99, 2, 0, 2]);

describe('gatherRows', () => {
  test('copies the rows with the numbers given, or adds them', () => {
    const numbers = new Float64Array([1, 2, 3, 4, 5, 6, 9, 9, 9, 9, 9, 9]);
    gatherRows(numbers, IDS, 0, 1, 3, 2, 6, false);
    expect([...numbers.subarray(6)]).toEqual([5, 6, 1, 2, 5, 6]);
    gatherRows(numbers, IDS, 0, 1, 3, 2, 6, true);
    expect([...numbers.subarray(6)]).toEqual([10, 12, 2, 4, 10, 12]);
  });

  test('has the gradient that scatterAddRows adds, the sum over all uses of a row', () => {
    const columns = 2;
    const numbers = Float64Array.from({ length: 6 + 6 + 6 + 6 }, (_, i) => Math.cos(i + 1));
    const [table, y, dy, dtable] = [0, 6, 12, 18];
    const value = () => {
      gatherRows(numbers, IDS, table, 1, 3, columns, y, false);
      let sum = 0;
      for (let i = 0; i < 6; i++) sum += (numbers[y + i] as number) * (numbers[dy + i] as number);
      return sum;
    };
    const expected = numericGradient(value, numbers, table, 6).map((slope) => slope + 0.25);
    numbers.fill(0.25, dtable);
    scatterAddRows(numbers, IDS, dy, 1, 3, columns, dtable);
    expectClose(numbers.subarray(dtable), expected, { relative: 1e-9, absolute: 1e-9 });
    expect([...numbers.subarray(dtable + 2, dtable + 4)]).toEqual([0.25, 0.25]);
  });
});
