import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { variance } from './variance.js';

test('the squares of the distances from the mean are divided by the count less the correction', () => {
  const x = tensor([
    [1, 2, 3, 6],
    [0, 0, 0, 0],
  ]);
  expectClose(variance(x, 1).toFloats(), [14 / 3, 0]);
  expectClose(variance(x, 1, { correction: 0 }).toFloats(), [14 / 4, 0]);
  expectClose(
    variance(x, 0, { correction: 2, keepDims: true }).toFloats(),
    [NaN, NaN, NaN, NaN].map(() => Infinity),
  );
  expect(variance(x, [0, 1], { keepDims: true }).shape).toEqual([1, 1]);
  expect(variance(tensor([5]), 0).item()).toBe(Number.NaN);
});

test('a large mean takes no digits', () => {
  const x = tensor([4], [1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4]);
  expectClose(variance(x).item(), 5 / 3, { relative: 1e-6 });
});

test('the gradient is that of finite differences', () => {
  const x = parameter(normal()([3, 2, 4], seeded(1)));
  for (const axes of [undefined, 0, 1, 2, [0, 2], [1, 2]]) {
    gradcheck([x], () => weightedSum(variance(x, axes)));
    gradcheck([x], () => weightedSum(variance(x, axes, { correction: 0, keepDims: true })));
  }
});

test('the correction is not negative', () => {
  expect(() => variance(zeros([2]), 0, { correction: -1 })).toThrow(
    new ArgumentError('variance', 'correction is -1; it must be a finite number of at least 0.'),
  );
});
