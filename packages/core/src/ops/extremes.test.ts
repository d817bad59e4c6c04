import { afterEach, describe, expect, test } from 'vitest';
import { pullBack } from '../autodiff/pull-back.js';
import { kernels } from '../engine/default-engine.js';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { max, min } from './extremes.js';

const x = tensor([
  [1, 5, 5],
  [-2, 0, -7],
]);

describe.each(kernels.available)('with %s kernels', (variant) => {
  afterEach(() => kernels.use('auto'));

  test('the extremes are found along any axes', () => {
    kernels.use(variant);
    expect(max(x, 1).toNested()).toEqual([5, 0]);
    expect(min(x, 1, { keepDims: true }).toNested()).toEqual([[1], [-7]]);
    expect(max(x, 0).toNested()).toEqual([1, 5, 5]);
    expect(min(x).item()).toBe(-7);
    expect(max(tensor([1, Number.NaN, 3])).item()).toBe(Number.NaN);
    expect(max(tensor([2], [-Infinity, -Infinity])).item()).toBe(-Infinity);
  });

  test('equal extremes share the gradient', () => {
    kernels.use(variant);
    const { gradients } = pullBack(() => max(x, 1), [x], tensor([3, 4]));
    expect(gradients[0]?.toNested()).toEqual([
      [0, 1.5, 1.5],
      [0, 4, 0],
    ]);
  });
});

test('the gradient is that of finite differences', () => {
  const p = parameter(normal()([3, 4, 5], seeded(1)));
  for (const extreme of [max, min]) {
    for (const axes of [undefined, 0, 1, 2, [0, 2]]) gradcheck([p], () => weightedSum(extreme(p, axes)));
  }
});

test('nothing has no extreme', () => {
  expect(() => max(zeros([2, 0]), 1)).toThrow(
    new ShapeError('max', '[2, 0] has no elements along the axes; there must be one.'),
  );
  expect(min(zeros([0, 2]), 1).shape).toEqual([0]);
});
