import { expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { scaledDotProductAttention } from '../ops/attention.js';
import { reshape, slice } from '../ops/rearrange.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, numbersOf, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { normal } from './initializers.js';
import { MultiHeadAttention } from './multi-head-attention.js';

test('attention is the mean of the values by the softmax of the products, in plain JavaScript', () => {
  const random = seeded(1);
  const [T, S, D, V] = [3, 4, 5, 2];
  const [q, k, v] = [normal()([T, D], random), normal()([S, D], random), normal()([S, V], random)];
  const rows = (x: ReturnType<typeof zeros>, columns: number) => {
    const numbers = [...numbersOf(x)];
    return Array.from({ length: numbers.length / columns }, (_, i) =>
      numbers.slice(i * columns, (i + 1) * columns),
    );
  };
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
  const expected = rows(q, D).flatMap((query) => {
    const scores = rows(k, D).map((key) => Math.exp(dot(query, key) / Math.sqrt(D)));
    const total = scores.reduce((sum, x) => sum + x, 0);
    return [0, 1].map((column) =>
      dot(
        scores.map((score) => score / total),
        rows(v, V).map((row) => row[column] as number),
      ),
    );
  });
  expectClose(scaledDotProductAttention(q, k, v).outputs.toFloats(), expected, { absolute: 1e-6 });
});

test('what a mask or the order of time hides has no weight; a query that sees nothing has the output 0', () => {
  const random = seeded(1);
  const [q, v] = [normal()([3, 2], random), normal()([3, 2], random)];
  const causal = scaledDotProductAttention(q, q, v, { causal: true }).weights.toNested(2);
  expect(causal[0]).toEqual([1, 0, 0]);
  expect(causal[1]?.[2]).toBe(0);
  const mask = tensor([
    [1, 0, 1],
    [0, 0, 0],
    [1, 1, 1],
  ]);
  const { weights, outputs } = scaledDotProductAttention(q, q, v, { mask });
  expect(weights.toNested(2)[0]?.[1]).toBe(0);
  expect(weights.toNested(2)[1]).toEqual([0, 0, 0]);
  expect(outputs.toNested(2)[1]).toEqual([0, 0]);
});

test('several heads have the gradients of finite differences, with masks and without', () => {
  const random = seeded(1);
  const layer = new MultiHeadAttention(4, 2, { random });
  const x = parameter(normal()([3, 2, 4], random));
  const memory = parameter(normal()([2, 2, 4], random));
  gradcheck({ layer, x }, () => weightedSum(layer.forward(x)));
  gradcheck({ layer, x }, () => weightedSum(layer.attend(x, x, x, { causal: true }).outputs));
  const mask = tensor([2, 1, 2], [1, 0, 1, 1]);
  gradcheck({ layer, x, memory }, () => weightedSum(layer.attend(x, memory, memory, { mask }).outputs));
});

test('lanes do not see each other', () => {
  const random = seeded(1);
  const layer = new MultiHeadAttention(6, 3, { random, bias: false });
  const x = normal()([4, 2, 6], random);
  const { outputs, weights } = layer.attend(x, x, x);
  expect(weights.shape).toEqual([2, 3, 4, 4]);
  const alone = layer.forward(slice(x, 1, 1, 2));
  expectClose(slice(outputs, 1, 1, 2).toFloats(), alone.toFloats(), { absolute: 1e-6 });
});

test('shapes that do not fit are named', () => {
  const random = seeded(1);
  expect(() => new MultiHeadAttention(4, 3, { random })).toThrow(
    new ArgumentError(
      'MultiHeadAttention',
      '3 heads cannot share the size 4; the number of heads must divide it.',
    ),
  );
  const layer = new MultiHeadAttention(4, 2, { random });
  expect(() => layer.forward(zeros([3, 2, 5]))).toThrow(ShapeError);
  expect(() => layer.attend(zeros([3, 2, 4]), zeros([3, 1, 4]), zeros([3, 1, 4]))).toThrow(ShapeError);
  const x = zeros([3, 2, 4]);
  expect(() => layer.attend(x, x, x, { mask: full([2, 2], 1) })).toThrow(ShapeError);
  expect(() => scaledDotProductAttention(zeros([2]), zeros([2, 2]), zeros([2, 2]))).toThrow(ShapeError);
  expect(() => scaledDotProductAttention(zeros([2, 2]), zeros([3, 2]), reshape(x, [6, 4]))).toThrow(
    ShapeError,
  );
});
