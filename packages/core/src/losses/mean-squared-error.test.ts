import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { meanSquaredError } from './mean-squared-error.js';
import type { Reduction } from './reduction.js';

describe('the mean squared error', () => {
  const prediction = tensor([2, 2], [1, 2, 3, 5]);
  const target = tensor([2, 2], [1, 0, 4, 2]);

  test('is averaged, summed, or given for every element', () => {
    expectClose(meanSquaredError(prediction, target).item(), 3.5);
    expectClose(meanSquaredError(prediction, target, { reduction: 'sum' }).item(), 14);
    expect(meanSquaredError(prediction, target, { reduction: 'none' }).toNested()).toEqual([
      [0, 4],
      [1, 9],
    ]);
  });

  test('has the gradient of finite differences, by both operands', () => {
    const random = seeded(1);
    const model = {
      prediction: parameter(normal()([3, 5], random)),
      target: parameter(normal()([3, 5], random)),
    };
    for (const reduction of ['mean', 'sum'] as const) {
      gradcheck(model, () => meanSquaredError(model.prediction, model.target, { reduction }));
    }
    gradcheck(model, () =>
      weightedSum(meanSquaredError(model.prediction, model.target, { reduction: 'none' })),
    );
  });

  test('needs two operands of one shape: nothing is broadcast', () => {
    expect(() => meanSquaredError(zeros([4, 1]), zeros([4]))).toThrow(
      new ShapeError(
        'meanSquaredError',
        'the prediction is [4, 1], the target [4]; they must have the same shape.',
      ),
    );
  });

  test('needs a reduction that exists', () => {
    const reduction = JSON.parse('"average"') as Reduction;
    expect(() => meanSquaredError(prediction, target, { reduction })).toThrow(
      new ArgumentError(
        'meanSquaredError',
        "there is no reduction 'average'; it must be 'mean', 'sum' or 'none'.",
      ),
    );
  });
});
