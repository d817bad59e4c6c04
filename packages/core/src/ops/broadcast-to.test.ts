import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { scalar, tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { broadcastTo } from './broadcast-to.js';

test('axes of length 1, and new axes in front, are repeated', () => {
  expect(broadcastTo(tensor([2, 1], [1, 2]), [2, 3]).toNested()).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
  expect(broadcastTo(tensor([2], [1, 2]), [2, 2]).toNested()).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(broadcastTo(scalar(7), [1, 2]).toNested()).toEqual([[7, 7]]);
  expect(broadcastTo(zeros([1, 3]), [0, 3]).shape).toEqual([0, 3]);
});

test('what has the shape already stays as it is', () => {
  const x = zeros([2, 3]);
  expect(broadcastTo(x, [2, 3])).toBe(x);
});

test('the gradient is the sum over the repetitions', () => {
  const random = seeded(1);
  for (const shape of [[1], [3, 1], [2, 1, 4], [1, 1, 1], [4]]) {
    const x = parameter(normal()(shape, random));
    gradcheck([x], () => weightedSum(broadcastTo(x, [2, 3, 4])));
  }
});

test('other axes are not repeated, and none disappears', () => {
  expect(() => broadcastTo(zeros([2, 3]), [2, 1])).toThrow(
    new ShapeError('broadcastTo', '[2, 3] does not broadcast to [2, 1]; only axes of length 1 are repeated.'),
  );
  expect(() => broadcastTo(zeros([1, 3]), [3])).toThrow('broadcastTo: [1, 3] does not broadcast to [3];');
  expect(() => broadcastTo(zeros([2]), [3])).toThrow('broadcastTo: [2] does not broadcast to [3];');
});
