import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { matmulTransposed } from './matmul-transposed.js';

describe('a product with a transpose', () => {
  const random = seeded(1);

  test('multiplies rows by rows', () => {
    const a = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
    const b = tensor([2, 3], [1, 0, 1, 0, 2, 0]);
    expect(matmulTransposed(a, b).toNested()).toEqual([
      [4, 4],
      [10, 10],
    ]);
  });

  test.each([
    [[5], [3, 5]],
    [
      [7, 65],
      [17, 65],
    ],
    [
      [2, 3, 4],
      [5, 4],
    ],
    [
      [0, 4],
      [5, 4],
    ],
  ])('agrees with plain loops: %s by %s', (aShape, bShape) => {
    const [a, b] = [normal()(aShape, random), normal()(bShape, random)];
    const [n = 0, k = 0] = bShape;
    const [x, y] = [a.toFloats(), b.toFloats()];
    const c = matmulTransposed(a, b);
    expect(c.shape).toEqual([...aShape.slice(0, -1), n]);
    const expected = Array.from({ length: c.size }, (_, i) => {
      let sum = 0;
      const [row, column] = [Math.floor(i / n), i % n];
      for (let j = 0; j < k; j++) sum += (x[row * k + j] as number) * (y[column * k + j] as number);
      return sum;
    });
    expectClose(c.toFloats(), expected, { absolute: 1e-5 });
  });

  test('has the gradient of finite differences', () => {
    const model = { a: parameter(normal()([2, 3, 4], random)), b: parameter(normal()([5, 4], random)) };
    gradcheck(model, () => weightedSum(matmulTransposed(model.a, model.b)));
    gradcheck(model, () => weightedSum(matmulTransposed(model.b, model.b)));
  });

  test('names shapes that do not fit', () => {
    expect(() => matmulTransposed(zeros([2, 3]), zeros([3, 2]))).toThrow(
      new ShapeError(
        'matmulTransposed',
        'the last axis of [2, 3] is 3, but that of [3, 2] is 2; they must be equal.',
      ),
    );
    expect(() => matmulTransposed(zeros([]), zeros([3, 2]))).toThrow('the first needs at least one axis');
    expect(() => matmulTransposed(zeros([2]), zeros([2]))).toThrow('the second exactly two');
  });
});
