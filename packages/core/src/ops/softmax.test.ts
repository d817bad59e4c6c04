import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { scalar, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { softmax } from './softmax.js';

test('softmax runs over the last axis', () => {
  const random = seeded(1);
  for (const columns of [1, 3, 4, 5, 17, 65]) {
    const x = normal(3)([2, 3, columns], random);
    const numbers = x.toFloats();
    const expected = Array.from(numbers, (number, i) => {
      const row = numbers.subarray(i - (i % columns), i - (i % columns) + columns);
      return Math.exp(number) / row.reduce((sum, other) => sum + Math.exp(other), 0);
    });
    expectClose(softmax(x).toFloats(), expected, { relative: 2e-6, absolute: 1e-9 });
  }
});

test('softmax does not overflow, and takes minus infinity as a probability of 0', () => {
  const y = softmax(tensor([3, 2], [1e30, -1e30, 1000, 1000, 0, Number.NEGATIVE_INFINITY]));
  expectClose(y.toFloats(), [1, 0, 0.5, 0.5, 1, 0]);
});

test('softmax has the gradient of finite differences', () => {
  const random = seeded(2);
  for (const shape of [[1], [5], [3, 4], [2, 2, 7]]) {
    const x = parameter(normal()(shape, random));
    gradcheck([x], () => weightedSum(softmax(x)));
  }
});

test('softmax runs over any axis', () => {
  const random = seeded(3);
  const x = normal()([2, 3, 4, 1], random);
  const at = (numbers: Float32Array, i: number, j: number, k: number) => numbers[(i * 3 + j) * 4 + k] ?? 0;
  for (const axis of [0, 1, 2, 3, -1, -2, -3, -4]) {
    const [numbers, y] = [x.toFloats(), softmax(x, axis)];
    expect(y.shape).toEqual(x.shape);
    const lengths = [2, 3, 4, 1] as const;
    const along = axis < 0 ? axis + 4 : axis;
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 3; j++) {
        for (let k = 0; k < 4; k++) {
          let sum = 0;
          for (let m = 0; m < (lengths[along] ?? 0); m++) {
            sum += Math.exp(at(numbers, along === 0 ? m : i, along === 1 ? m : j, along === 2 ? m : k));
          }
          expectClose(at(y.toFloats(), i, j, k), Math.exp(at(numbers, i, j, k)) / sum);
        }
      }
    }
  }
  for (const axis of [0, 1, -2]) {
    const parameters = parameter(x);
    gradcheck([parameters], () => weightedSum(softmax(parameters, axis)));
  }
});

test('softmax needs an axis, which may be empty', () => {
  expect(() => softmax(scalar(1))).toThrow(new ShapeError('softmax', '[] has no axis -1; there are none.'));
  expect(softmax(zeros([3, 0])).shape).toEqual([3, 0]);
  expect(softmax(zeros([0, 3])).shape).toEqual([0, 3]);
  expect(softmax(zeros([3, 0]), 0).shape).toEqual([3, 0]);
  expect(() => softmax(zeros([2, 3]), 2)).toThrow(
    new ShapeError('softmax', '[2, 3] has no axis 2; axes run from -2 to 1.'),
  );
});
