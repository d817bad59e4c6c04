import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { scalar, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { standardize } from './standardize.js';

describe('standardizing', () => {
  test('gives mean 0 and variance 1 over the last axis', () => {
    const y = standardize(tensor([2, 1, 3], [1, 2, 3, -10, 0, 10]), 0);
    const [one, ten] = [Math.sqrt(1.5), Math.sqrt(1.5)];
    expect(y.shape).toEqual([2, 1, 3]);
    expectClose(y.toFloats(), [-one, 0, one, -ten, 0, ten]);
  });

  test.each([[[1, 5]], [[3, 4]], [[2, 3, 7]]])('has the gradient of finite differences: %s', (shape) => {
    const x = parameter(normal()(shape, seeded(1)));
    gradcheck([x], () => weightedSum(standardize(x, 0.1)));
  });

  test('takes no rows, and rows of nothing', () => {
    expect(standardize(zeros([0, 3]), 1).shape).toEqual([0, 3]);
    expect(standardize(zeros([3, 0]), 1).shape).toEqual([3, 0]);
  });

  test('needs an axis', () => {
    expect(() => standardize(scalar(1), 1)).toThrow(
      new ShapeError('standardize', '[] has no axis to run over; it must have at least one.'),
    );
  });
});
