import { afterEach, describe, expect, test } from 'vitest';
import { kernels } from '../engine/default-engine.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, type Tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { Conv2d, type Conv2dOptions } from './conv2d.js';
import { constant, normal } from './initializers.js';

const SETTINGS: readonly Omit<Conv2dOptions, 'random'>[] = [
  {},
  { stride: 2, padding: 1 },
  { stride: [1, 2], padding: [2, 0], dilation: [2, 1] },
  { groups: 2, padding: 1, bias: false },
];

/** The sum over the window, element by element. */
function naive(layer: Conv2d, x: Tensor): number[] {
  const [images = 0, channels = 0, height = 0, width = 0] = x.shape;
  const { kernel, stride, padding, dilation } = layer.windows;
  const [numbers, weight] = [numbersOf(x).slice(), numbersOf(layer.weight).slice()];
  const bias = layer.bias && numbersOf(layer.bias).slice();
  const out = [height, width].map(
    (length, d) =>
      Math.floor(
        (length + 2 * (padding[d] ?? 0) - (dilation[d] ?? 1) * ((kernel[d] ?? 1) - 1) - 1) / (stride[d] ?? 1),
      ) + 1,
  );
  const each = channels / layer.groups;
  const result: number[] = [];
  for (let n = 0; n < images; n++) {
    for (let o = 0; o < layer.outputs; o++) {
      const first = Math.floor(o / (layer.outputs / layer.groups)) * each;
      for (let p = 0; p < (out[0] ?? 0); p++) {
        for (let q = 0; q < (out[1] ?? 0); q++) {
          let sum = bias?.[o] ?? 0;
          for (let c = 0; c < each; c++) {
            for (let i = 0; i < kernel[0]; i++) {
              for (let j = 0; j < kernel[1]; j++) {
                const row = p * stride[0] - padding[0] + i * dilation[0];
                const column = q * stride[1] - padding[1] + j * dilation[1];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const at = ((n * channels + first + c) * height + row) * width + column;
                const w = weight[((o * each + c) * kernel[0] + i) * kernel[1] + j] ?? Number.NaN;
                sum += w * (numbers[at] ?? Number.NaN);
              }
            }
          }
          result.push(sum);
        }
      }
    }
  }
  return result;
}

describe.each(kernels.available)('with %s kernels', (variant) => {
  afterEach(() => kernels.use('auto'));

  test.each(SETTINGS)('a window is summed with its weights, with %j', (options) => {
    kernels.use(variant);
    const random = seeded(1);
    for (const kernel of [1, 3, [2, 3]] as const) {
      const layer = new Conv2d(4, 6, kernel, { random, ...options });
      const x = normal()([2, 4, 7, 9], random);
      expectClose(layer.forward(x).toFloats(), naive(layer, x), { relative: 1e-5, absolute: 1e-5 });
    }
  });
});

test.each(SETTINGS)('the gradients are those of finite differences, with %j', (options) => {
  const random = seeded(1);
  for (const kernel of [1, 2] as const) {
    const layer = new Conv2d(2, 4, kernel, { random, ...options });
    const x = parameter(normal()([2, 2, 4, 5], random));
    gradcheck({ layer, x }, () => weightedSum(layer.forward(x)));
  }
});

test('the initial weight is drawn for all elements that an output reads', () => {
  const shapes: (readonly number[])[] = [];
  const layer = new Conv2d(4, 6, [3, 2], {
    random: seeded(1),
    groups: 2,
    weight: (shape, random) => {
      shapes.push(shape);
      return constant(1)(shape, random);
    },
  });
  expect(shapes).toEqual([[12, 6]]);
  expect(layer.weight.shape).toEqual([6, 2, 3, 2]);
});

test('what does not fit is refused', () => {
  const random = seeded(1);
  expect(() => new Conv2d(4, 6, 3, { random, groups: 4 })).toThrow(
    new ArgumentError(
      'Conv2d',
      '4 input and 6 output channels cannot be in 4 groups; the number of groups must divide both.',
    ),
  );
  const layer = new Conv2d(2, 3, 3, { random });
  expect(() => layer.forward(zeros([1, 3, 4, 4]))).toThrow(
    new ShapeError('Conv2d', 'the input is [1, 3, 4, 4]; it must be [N, 2, height, width].'),
  );
  expect(() => layer.forward(zeros([1, 2, 2, 4]))).toThrow(
    new ShapeError(
      'Conv2d',
      'the input is [1, 2, 2, 4], with padding [2, 4]; a window that reaches over 3 elements has no room in it.',
    ),
  );
});
