import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { matmul } from './matmul.js';
import { reshape, slice } from './rearrange.js';

const PAIRS = [
  { a: [3, 2, 4], b: [3, 4, 5], batch: [3] },
  { a: [2, 4], b: [3, 4, 5], batch: [3] },
  { a: [2, 1, 2, 3], b: [4, 3, 2], batch: [2, 4] },
  { a: [1, 3, 2, 2], b: [2, 1, 2, 3], batch: [2, 3] },
  { a: [0, 2, 2], b: [0, 2, 3], batch: [0] },
] as const;

test.each(PAIRS)('$a x $b is a product for each element of the batch', ({ a, b, batch }) => {
  const random = seeded(1);
  const [x, y] = [normal()([...a], random), normal()([...b], random)];
  const product = matmul(x, y);
  const [m, n] = [a.at(-2) ?? 0, b.at(-1) ?? 0];
  expect(product.shape).toEqual([...batch, m, n]);
  const size = batch.reduce((total, length) => total * length, 1);
  const flat = reshape(product, [size, m, n]);
  for (let i = 0; i < size; i++) {
    const expected = matmul(matrixOf(x, batch, i), matrixOf(y, batch, i));
    expectClose(slice(flat, 0, i, i + 1).toFloats(), expected.toFloats());
  }
});

/** The matrix of the element `i` of a batch, in an operand whose leading axes broadcast to it. */
function matrixOf(x: ReturnType<typeof zeros>, batch: readonly number[], i: number) {
  const own = x.shape.slice(0, -2);
  let [place, stride, rest] = [0, 1, i];
  for (let fromEnd = 1; fromEnd <= batch.length; fromEnd++) {
    const length = batch.at(-fromEnd) ?? 1;
    const mine = own.at(-fromEnd) ?? 1;
    if (mine !== 1) place += stride * (rest % length);
    stride *= mine;
    rest = Math.floor(rest / length);
  }
  const matrices = reshape(x, [-1, ...x.shape.slice(-2)]);
  return reshape(slice(matrices, 0, place, place + 1), x.shape.slice(-2));
}

test.each(PAIRS.slice(0, 4))('$a x $b has the gradients of finite differences', ({ a, b }) => {
  const random = seeded(1);
  const model = { a: parameter(normal()([...a], random)), b: parameter(normal()([...b], random)) };
  gradcheck(model, () => weightedSum(matmul(model.a, model.b)));
});

test('a product with itself has both gradients', () => {
  const x = parameter(normal()([2, 3, 3], seeded(1)));
  gradcheck([x], () => weightedSum(matmul(x, x)));
});

test('lengths that do not fit are named', () => {
  expect(() => matmul(zeros([2, 2, 3]), zeros([2, 4, 5]))).toThrow(
    new ShapeError(
      'matmul',
      'the last axis of [2, 2, 3] is 3, but the last but one of [2, 4, 5] is 4; they must be equal.',
    ),
  );
  expect(() => matmul(zeros([2, 2, 3]), zeros([3, 3, 5]))).toThrow(ShapeError);
  expect(() => matmul(tensor([1, 2]), zeros([2, 2, 5]))).toThrow(ShapeError);
});
