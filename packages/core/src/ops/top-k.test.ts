import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { topK } from './top-k.js';

test('the largest elements come sorted, the first of equal ones first', () => {
  const { values, indices } = topK(tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]), 4);
  expect(values.toNested()).toEqual([9, 6, 5, 5]);
  expect([...indices.data]).toEqual([5, 7, 4, 8]);
  const least = topK(tensor([3, 1, 4, 1, 5]), 3, { largest: false });
  expect([least.values.toNested(), [...least.indices.data]]).toEqual([
    [1, 1, 3],
    [1, 3, 0],
  ]);
});

test('they are what sorting gives, for every k and axis', () => {
  const x = normal()([3, 7, 2], seeded(1));
  const numbers = x.toFloats();
  for (let k = 0; k <= 7; k++) {
    const { values } = topK(x, k, { axis: 1 });
    expect(values.shape).toEqual([3, k, 2]);
    for (let o = 0; o < 3; o++) {
      for (let i = 0; i < 2; i++) {
        const column = Array.from({ length: 7 }, (_, a) => numbers[(o * 7 + a) * 2 + i] as number);
        const found = Array.from({ length: k }, (_, a) => values.toFloats()[(o * k + a) * 2 + i]);
        expect(found).toEqual(column.toSorted((a, b) => b - a).slice(0, k));
      }
    }
  }
});

test('gradients flow to the elements that were taken', () => {
  // Far enough apart to keep their order when they are moved.
  const x = parameter(
    tensor(
      [4, 6],
      Array.from({ length: 24 }, (_, i) => ((7 * i) % 24) / 4),
    ),
  );
  gradcheck([x], () => weightedSum(topK(x, 3).values));
  gradcheck([x], () => weightedSum(topK(x, 2, { axis: 0, largest: false }).values));
});

test('there are no more than the axis has', () => {
  expect(() => topK(zeros([2, 3]), 4)).toThrow(
    new ArgumentError('topK', 'k is 4; it must be a whole number of at least 0 and of at most 3.'),
  );
});
