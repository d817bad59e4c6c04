import { describe, expect, test } from 'vitest';
import { expectClose } from '../../testing/close.js';
import { numericGradient } from '../../testing/numeric-gradient.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

describe('softmaxCrossEntropy', () => {
  test('is the logarithm of the number of classes where all logits are equal', () => {
    const numbers = new Float64Array([7, 7, 7, 7, 0]);
    softmaxCrossEntropy(numbers, new Int32Array([2]), 0, 0, 1, 4, 4, undefined);
    expectClose(numbers[4] as number, Math.log(4), { relative: 1e-15 });
  });

  test('neither overflows nor underflows', () => {
    const numbers = new Float64Array([2000, -2000, 0, 0, 9, 9, 9, 9, 9, 9]);
    softmaxCrossEntropy(numbers, new Int32Array([0, 1]), 0, 0, 2, 2, 4, 6);
    expectClose(numbers.subarray(4), [0, Math.LN2, 0, 0, 0.5, -0.5], { relative: 1e-15 });
    softmaxCrossEntropy(numbers, new Int32Array([1]), 0, 0, 1, 2, 4, 6);
    expect([...numbers.subarray(4)]).toEqual([4000, Math.LN2, 1, -1, 0.5, -0.5]);
  });

  test('gives loss and gradient 0 to rows with a negative target', () => {
    const numbers = new Float64Array([1, 2, 3, 4, 9, 9, 9, 9, 9, 9]);
    softmaxCrossEntropy(numbers, new Int32Array([5, -1, -100]), 0, 1, 2, 2, 4, 6);
    expect([...numbers]).toEqual([1, 2, 3, 4, 0, 0, 0, 0, 0, 0]);
  });

  test.each([
    [1, 1],
    [1, 5],
    [3, 4],
  ])('assigns its own gradient, for %i rows of %i', (rows, columns) => {
    const size = rows * columns;
    const numbers = Float64Array.from({ length: 2 * size + rows }, (_, i) => 2 * Math.sin(3 * i + 1));
    const targets = Int32Array.from({ length: rows }, (_, r) => (r === 1 ? -1 : (7 * r) % columns));
    const [x, dx, losses] = [0, size, 2 * size];
    const value = () => {
      softmaxCrossEntropy(numbers, targets, x, 0, rows, columns, losses, undefined);
      return numbers.subarray(losses).reduce((sum, loss) => sum + loss);
    };
    const expected = numericGradient(value, numbers, x, size);
    const sum = value();
    softmaxCrossEntropy(numbers, targets, x, 0, rows, columns, losses, dx);
    expect(numbers.subarray(losses).reduce((total, loss) => total + loss)).toBe(sum);
    expectClose(numbers.subarray(dx, dx + size), expected, { relative: 1e-9, absolute: 1e-10 });
  });
});
