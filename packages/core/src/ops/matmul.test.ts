import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { add } from './arithmetic.js';
import { affine, matmul } from './matmul.js';
import { sum } from './reduce.js';

const random = seeded(1);
const drawn = (...shape: number[]) => normal()(shape, random);
const sizes = [
  [1, 1, 1],
  [1, 7, 5],
  [3, 4, 1],
  [4, 4, 4],
  [5, 3, 17],
  [17, 65, 6],
] as const;

/** The product of `[M, K]` and `[K, N]` numbers in double precision, plus a bias. */
function product(a: Tensor, b: Tensor, bias?: Tensor): number[] {
  const [rows, columns] = [a.toFloats(), b.toFloats()];
  const [k = 0, n = 0] = b.shape;
  return Array.from({ length: (a.size / k) * n }, (_, i) => {
    let sum = bias?.toFloats()[i % n] ?? 0;
    for (let j = 0; j < k; j++)
      sum += (rows[Math.floor(i / n) * k + j] ?? 0) * (columns[j * n + (i % n)] ?? 0);
    return sum;
  });
}

describe('matmul', () => {
  test.each(sizes)('of [%i, %i] and [.., %i] is the sum of products', (m, k, n) => {
    const [a, b] = [drawn(m, k), drawn(k, n)];
    const c = matmul(a, b);
    expect(c.shape).toEqual([m, n]);
    expectClose(c.toFloats(), product(a, b), { relative: 1e-5, absolute: 1e-5 });
  });

  test.each(sizes)('of [%i, %i] and [.., %i] has the gradient of finite differences', (m, k, n) => {
    const model = { a: parameter(drawn(m, k)), b: parameter(drawn(k, n)) };
    gradcheck(model, () => weightedSum(matmul(model.a, model.b)), { samples: 32 });
  });

  test('runs over the last axis of operands of any rank', () => {
    const b = drawn(3, 5);
    const deep = drawn(2, 4, 3);
    expect(matmul(deep, b).shape).toEqual([2, 4, 5]);
    expectClose(matmul(deep, b).toFloats(), product(deep, b));
    const vector = drawn(3);
    expect(matmul(vector, b).shape).toEqual([5]);
    expectClose(matmul(vector, b).toFloats(), product(vector, b));
  });

  test('of nothing is nothing, and a sum over nothing is zero', () => {
    expect(matmul(zeros([0, 3]), zeros([3, 5])).shape).toEqual([0, 5]);
    expect(matmul(zeros([2, 3]), zeros([3, 0])).shape).toEqual([2, 0]);
    expect(matmul(zeros([2, 0]), zeros([0, 1])).toNested()).toEqual([[0], [0]]);
  });

  test.each([
    [
      [0, 3],
      [3, 5],
    ],
    [
      [2, 3],
      [3, 0],
    ],
    [
      [2, 0],
      [0, 4],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [[0], [0, 2]],
    [
      [2, 0, 3],
      [3, 2],
    ],
  ] as const)('of nothing, %j by %j, has gradients of the shapes of its operands', (left, right) => {
    const [a, b, always] = [parameter(zeros(left)), parameter(zeros(right)), parameter(zeros([]))];
    differentiate([a, b, always], () => add(always, sum(matmul(a, b))));
    expect([a.gradient?.shape, b.gradient?.shape]).toEqual([left, right]);
    for (const { gradient } of [a, b]) expect(gradient?.toFloats().every((x) => x === 0)).toBe(true);
  });

  test('of a matrix with itself adds both gradients', () => {
    const square = parameter(drawn(4, 4));
    gradcheck([square], () => weightedSum(matmul(square, square)));
  });

  test('names the axes that must be equal', () => {
    expect(() => matmul(zeros([32, 65]), zeros([64, 256]))).toThrow(
      new ShapeError(
        'matmul',
        'the last axis of [32, 65] is 65, but the first axis of [64, 256] is 64; they must be equal.',
      ),
    );
  });

  test('refuses other ranks', () => {
    for (const [a, b] of [
      [zeros([]), zeros([1, 1])],
      [zeros([2, 3]), zeros([3])],
      [zeros([2, 3]), zeros([])],
    ] as const) {
      expect(() => matmul(a, b)).toThrow(
        new ShapeError(
          'matmul',
          `the operands are [${a.shape.join(', ')}] and [${b.shape.join(', ')}]; the first needs at least one axis, the second exactly two.`,
        ),
      );
    }
  });
});

describe('affine', () => {
  test.each(sizes)('of [%i, %i] and [.., %i] is the product and the bias', (m, k, n) => {
    const [x, w, b] = [drawn(m, k), drawn(k, n), drawn(n)];
    expectClose(affine(x, w, b).toFloats(), product(x, w, b), { relative: 1e-5, absolute: 1e-5 });
    expectClose(affine(x, w, undefined).toFloats(), product(x, w), { relative: 1e-5, absolute: 1e-5 });
  });

  test.each(sizes)('of [%i, %i] and [.., %i] has the gradient of finite differences', (m, k, n) => {
    const model = { x: parameter(drawn(m, k)), w: parameter(drawn(k, n)), b: parameter(drawn(n)) };
    gradcheck(model, () => weightedSum(affine(model.x, model.w, model.b)), { samples: 32 });
  });

  test('differentiates by any of its operands alone', () => {
    const [x, w, b] = [drawn(3, 2), drawn(2, 4), drawn(4)];
    const [px, pw, pb] = [parameter(x), parameter(w), parameter(b)];
    gradcheck([px], () => weightedSum(affine(px, w, b)));
    gradcheck([pw], () => weightedSum(affine(x, pw, b)));
    gradcheck([pb], () => weightedSum(affine(x, w, pb)));
  });

  test('takes sequences', () => {
    const y = affine(drawn(5, 2, 3), drawn(3, 4), tensor([4], [1, 2, 3, 4]));
    expect(y.shape).toEqual([5, 2, 4]);
  });

  test('names operands that do not fit', () => {
    expect(() => affine(zeros([4, 3]), zeros([2, 5]), zeros([5]))).toThrow(
      new ShapeError(
        'affine',
        'the last axis of [4, 3] is 3, but the first axis of [2, 5] is 2; they must be equal.',
      ),
    );
    for (const shape of [[4], [1, 5], []]) {
      expect(() => affine(zeros([4, 2]), zeros([2, 5]), zeros(shape))).toThrow(
        new ShapeError(
          'affine',
          `the bias is [${shape.join(', ')}], but the weight [2, 5] has 5 columns; it must be [5].`,
        ),
      );
    }
  });
});
