import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, scalar, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { doubleEngine } from '../testing/double-engine.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { logSoftmax } from './log-softmax.js';
import { softmax } from './softmax.js';

/** Over rows, in double precision. */
function reference(numbers: ArrayLike<number>, columns: number): number[] {
  return Array.from(numbers, (number, i) => {
    const row = Array.from(numbers).slice(i - (i % columns), i - (i % columns) + columns);
    const largest = Math.max(...row);
    return number - largest - Math.log(row.reduce((sum, other) => sum + Math.exp(other - largest), 0));
  });
}

test('logSoftmax runs over the last axis', () => {
  const random = seeded(1);
  for (const columns of [1, 3, 4, 5, 17, 65]) {
    const x = normal(3)([2, 3, columns], random);
    const expected = reference(x.toFloats(), columns);
    expectClose(logSoftmax(x).toFloats(), expected, { relative: 1e-6, absolute: 1e-6 });
    doubleEngine().run(() =>
      expectClose(numbersOf(logSoftmax(x)), expected, { relative: 1e-14, absolute: 1e-14 }),
    );
  }
});

test('logSoftmax over another axis is the logarithm of softmax over it', () => {
  const x = normal()([3, 4, 5], seeded(2));
  for (const axis of [0, 1, 2, -1, -2, -3]) {
    expectClose(logSoftmax(x, axis).toFloats(), softmax(x, axis).toFloats().map(Math.log));
  }
});

test('logSoftmax keeps what is too unlikely for a number, and does not overflow', () => {
  const y = logSoftmax(tensor([3, 2], [1e30, -1e30, 1000, -1000, 0, Number.NEGATIVE_INFINITY]));
  expectClose(y.toFloats(), [0, -2e30, 0, -2000, 0, Number.NEGATIVE_INFINITY]);
});

test('logSoftmax has the gradient of finite differences', () => {
  const random = seeded(3);
  for (const shape of [[1], [5], [3, 4], [2, 2, 7]]) {
    const x = parameter(normal()(shape, random));
    gradcheck([x], () => weightedSum(logSoftmax(x)));
    gradcheck([x], () => weightedSum(logSoftmax(x, 0)));
  }
});

test('logSoftmax needs an axis, which may be empty', () => {
  expect(() => logSoftmax(scalar(1))).toThrow(
    new ShapeError('logSoftmax', '[] has no axis -1; there are none.'),
  );
  expect(logSoftmax(zeros([3, 0])).shape).toEqual([3, 0]);
  expect(logSoftmax(zeros([0, 3])).shape).toEqual([0, 3]);
});
