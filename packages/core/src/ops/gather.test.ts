import { expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { gather } from './gather.js';
import { sum } from './reduce.js';

test('rows are taken by their numbers, in any shape', () => {
  const table = tensor([3, 2], [1, 2, 3, 4, 5, 6]);
  const y = gather(table, indices([2, 2], [2, 0, 0, 1]));
  expect(y.toNested()).toEqual([
    [
      [5, 6],
      [1, 2],
    ],
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  expect(gather(table, indices([], [1])).toNested()).toEqual([3, 4]);
  expect(gather(table, indices([0], [])).shape).toEqual([0, 2]);
});

test('the gradient of a row is the sum over its uses', () => {
  const table = parameter(zeros([3, 1]));
  differentiate([table], () => sum(gather(table, indices([5], [2, 0, 2, 2, 0]))));
  expect(table.gradient?.toNested()).toEqual([[2], [0], [3]]);
});

test('the gradient is that of finite differences', () => {
  const random = seeded(1);
  for (const columns of [1, 3, 4, 17]) {
    const table = parameter(normal()([5, columns], random));
    const ids = indices([3, 2], [4, 0, 4, 1, 1, 4]);
    gradcheck([table], () => weightedSum(gather(table, ids)), { samples: 100 });
  }
});

test('an index outside the table is named', () => {
  expect(() => gather(zeros([3, 2]), indices([2], [0, 3]))).toThrow(
    new ArgumentError('gather', 'the index at position 1 of [2] is 3; indices must be from 0 to 2.'),
  );
});

test('rows of any axis are taken, and the axes of the indices take its place', () => {
  const table = tensor([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(gather(table, indices([2, 0]), { axis: 1 }).toNested()).toEqual([
    [
      [5, 6],
      [1, 2],
    ],
    [
      [11, 12],
      [7, 8],
    ],
  ]);
  expect(gather(table, indices([1]), { axis: -1 }).toNested()).toEqual([
    [[2], [4], [6]],
    [[8], [10], [12]],
  ]);
  expect(gather(table, indices([[1]]), { axis: 0 }).shape).toEqual([1, 1, 3, 2]);
  expect(gather(tensor([5, 6, 7]), indices([2, 2])).toNested()).toEqual([7, 7]);
});

test('rows of any axis have the gradient of finite differences, but for the padding', () => {
  const table = parameter(normal()([2, 4, 3], seeded(1)));
  for (const axis of [0, 1, 2]) {
    gradcheck([table], () => weightedSum(gather(table, indices([[1, 0, 1]]), { axis })));
  }
  differentiate([table], () => sum(gather(table, indices([2, 3, 2]), { axis: 1, paddingIndex: 3 })));
  expect(sum(table.gradient ?? zeros([1]), [0, 2]).toNested()).toEqual([0, 0, 12, 0]);
});

test('the table must have the axis', () => {
  expect(() => gather(zeros([]), indices([1], [0]))).toThrow(
    new ShapeError('gather', '[] has no axis 0; there are none.'),
  );
  expect(() => gather(zeros([2, 3]), indices([1], [0]), { axis: 2 })).toThrow(ShapeError);
});
