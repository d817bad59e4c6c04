import { afterEach, describe, expect, test } from 'vitest';
import { pullBack } from '../autodiff/pull-back.js';
import { kernels } from '../engine/default-engine.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { normal } from './initializers.js';
import { AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d } from './pooling.js';

const image = tensor([
  [
    [
      [1, 2, 3, 4],
      [5, 5, 0, 0],
      [-1, -2, -3, -4],
    ],
  ],
]);

describe.each(kernels.available)('with %s kernels', (variant) => {
  afterEach(() => kernels.use('auto'));

  test('windows have their largest element and their mean', () => {
    kernels.use(variant);
    expect(new MaxPool2d(2).forward(image).toNested()).toEqual([[[[5, 4]]]]);
    expect(new AvgPool2d(2).forward(image).toNested()).toEqual([[[[13 / 4, 7 / 4]]]]);
    expect(new MaxPool2d([1, 3], { stride: 1, padding: [0, 1] }).forward(image).toNested()).toEqual([
      [
        [
          [2, 3, 4, 4],
          [5, 5, 5, 0],
          [-1, -1, -2, -3],
        ],
      ],
    ]);
    const y = new MaxPool1d(2).forward(tensor([[[1, Number.NaN, 3, 4]]]));
    expect(y.toNested()).toEqual([[[Number.NaN, 4]]]);
  });

  test('the padding counts for a mean, unless it shall not', () => {
    kernels.use(variant);
    const padded = { stride: 2, padding: 1 };
    expect(new AvgPool1d(3, padded).forward(tensor([[[3, 6, 9]]])).toNested()).toEqual([[[3, 5]]]);
    const without = { ...padded, countIncludePad: false };
    expect(new AvgPool1d(3, without).forward(tensor([[[3, 6, 9]]])).toNested()).toEqual([[[4.5, 7.5]]]);
    const ones = full([1, 1, 5, 4], 1);
    expect(new AvgPool2d([3, 2], { stride: 1, padding: 1, countIncludePad: false }).forward(ones)).toEqual(
      full([1, 1, 5, 5], 1),
    );
  });

  test('the first of the largest gets the gradient', () => {
    kernels.use(variant);
    const x = tensor([[[5, 5, 2, 7]]]);
    const { gradients } = pullBack(() => new MaxPool1d(2).forward(x), [x], full([1, 1, 2], 3));
    expect(gradients[0]?.toNested()).toEqual([[[3, 0, 0, 3]]]);
  });
});

test('the gradients are those of finite differences', () => {
  const x = parameter(normal()([2, 2, 5, 6], seeded(1)));
  const layers = [
    new MaxPool2d(2),
    new MaxPool2d(3, { stride: 2, padding: 1 }),
    new AvgPool2d([2, 3]),
    new AvgPool2d(3, { stride: [1, 2], padding: [1, 0] }),
    new AvgPool2d(3, { stride: [1, 2], padding: 1, countIncludePad: false }),
  ];
  for (const layer of layers)
    gradcheck([x], () => weightedSum(layer.forward(x)), { step: 1e-5, relative: 1e-5 });
  const sequence = parameter(normal()([2, 2, 7], seeded(1)));
  for (const layer of [new MaxPool1d(3, { stride: 2, padding: 1 }), new AvgPool1d(2, { padding: 1 })]) {
    gradcheck([sequence], () => weightedSum(layer.forward(sequence)), { step: 1e-5, relative: 1e-5 });
  }
});

test('what does not fit is refused', () => {
  expect(() => new MaxPool2d(2, { padding: 2 })).toThrow(
    new ArgumentError(
      'MaxPool2d',
      'the padding is [2, 2], the kernel [2, 2]; the padding must be at most half of the kernel.',
    ),
  );
  expect(() => new AvgPool1d(2).forward(zeros([2, 3]))).toThrow(
    new ShapeError('AvgPool1d', 'the input is [2, 3]; it must be [N, C, L].'),
  );
  expect(() => new AvgPool2d(4).forward(zeros([1, 1, 3, 3]))).toThrow(ShapeError);
});
