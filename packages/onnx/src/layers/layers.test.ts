import * as core from '@tbptt/core';
import {
  AvgPool1d,
  AvgPool2d,
  BatchNorm,
  Conv1d,
  Conv2d,
  Dropout,
  differentiate,
  Embedding,
  Flatten,
  frozen,
  indices,
  type Layer,
  LayerNorm,
  Linear,
  MaxPool1d,
  MaxPool2d,
  MultiHeadAttention,
  mean,
  multiply,
  normal,
  type Parameter,
  Residual,
  relu,
  Sequential,
  seeded,
  square,
  type Tensor,
  TiedLinear,
  tanh,
} from '@tbptt/core';
import { LockedDropout } from '@tbptt/rnn';
import { expect, test } from 'vitest';
import { expectSameLayer } from '../testing/expect-same.js';
import { type OnnxOptions, toOnnx } from '../to-onnx.js';
import { FUNCTION_NAMES } from './activations.js';

const random = seeded(17);
const numbers = (...shape: number[]): Tensor => normal()(shape, random);

/** Layers with one input for each name; the free axes differ. */
type Case = readonly [name: string, layer: object & Layer, inputs: readonly Tensor[], options?: OnnxOptions];

const image = { input: ['N', 4, 'height', 'width'] };
const cases: readonly Case[] = [
  ['Linear', new Linear(3, 5, { random }), [numbers(1, 3), numbers(4, 3)]],
  [
    'Linear without a bias, over three axes',
    new Linear(3, 5, { random, bias: false }),
    [numbers(2, 4, 3)],
    { input: ['T', 'B', 3] },
  ],
  ['TiedLinear', redrawn(new TiedLinear(new Embedding(5, 3, { random }))), [numbers(2, 3)]],
  ['LayerNorm', redrawn(new LayerNorm(6)), [numbers(3, 6), multiply(numbers(5, 6), 100)]],
  ['LayerNorm over two axes, with an eps', redrawn(new LayerNorm([3, 4], { eps: 0.1 })), [numbers(5, 3, 4)]],
  ['LayerNorm that learns nothing', new LayerNorm(4, { affine: false }), [numbers(3, 4)]],
  ['BatchNorm', trained(3, 0), [numbers(1, 3), numbers(4, 3)]],
  ['BatchNorm over sequences', trained(3, 5), [numbers(2, 3, 7)], { input: ['N', 3, 'L'] }],
  ['BatchNorm that learns nothing', new BatchNorm(3, { affine: false }), [numbers(2, 3)]],
  ['Conv1d', new Conv1d(2, 3, 3, { random }), [numbers(2, 2, 5), numbers(1, 2, 9)]],
  [
    'Conv1d with stride, padding and dilation',
    new Conv1d(2, 3, 3, { random, stride: 2, padding: 2, dilation: 2, bias: false }),
    [numbers(2, 2, 8)],
  ],
  ['Conv2d', new Conv2d(4, 6, 3, { random }), [numbers(2, 4, 5, 6), numbers(1, 4, 3, 3)]],
  [
    'Conv2d in groups, unlike in both directions',
    new Conv2d(4, 6, [2, 3], { random, stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 }),
    [numbers(2, 4, 6, 7)],
  ],
  ['MaxPool1d', new MaxPool1d(3, { stride: 2, padding: 1 }), [numbers(2, 3, 8)], { input: ['N', 3, 'L'] }],
  ['MaxPool2d', new MaxPool2d(2), [numbers(2, 4, 5, 6)], image],
  [
    'MaxPool2d of negative numbers beside padding',
    new MaxPool2d([3, 2], { stride: 1, padding: 1 }),
    [multiply(square(numbers(1, 4, 4, 4)), -1)],
    image,
  ],
  ['AvgPool1d', new AvgPool1d(2), [numbers(2, 3, 7)], { input: ['N', 3, 'L'] }],
  [
    'AvgPool2d whose padding counts',
    new AvgPool2d(3, { stride: 2, padding: 1 }),
    [numbers(2, 4, 5, 6)],
    image,
  ],
  [
    'AvgPool1d whose padding does not count',
    new AvgPool1d(3, { padding: 1, stride: 2, countIncludePad: false }),
    [numbers(2, 3, 7)],
    { input: ['N', 3, 'L'] },
  ],
  [
    'AvgPool2d whose padding does not count',
    new AvgPool2d([3, 2], { stride: 1, padding: 1, countIncludePad: false }),
    [numbers(2, 4, 5, 6)],
    image,
  ],
  ['MultiHeadAttention', new MultiHeadAttention(6, 3, { random }), [numbers(4, 2, 6), numbers(7, 1, 6)]],
  [
    'MultiHeadAttention without biases',
    new MultiHeadAttention(4, 1, { random, bias: false }),
    [numbers(3, 2, 4)],
  ],
  ['Dropout', new Dropout(0.5, { random }), [numbers(3, 2)], { input: ['N', 2] }],
  ['LockedDropout', new LockedDropout(0.5, { random }), [numbers(3, 2, 2)], { input: ['T', 'B', 2] }],
  ['Flatten', new Flatten(), [numbers(2, 4, 5, 3)], image],
  ['Flatten of axes in the middle', new Flatten(1, -2), [numbers(2, 4, 5, 3)], image],
  ['Flatten of the first axes', new Flatten(0, 1), [numbers(2, 4, 5, 3)], image],
  [
    'Residual',
    new Residual(new Linear(4, 8, { random }), tanh, new Linear(8, 4, { random })),
    [numbers(3, 4)],
  ],
  [
    'frozen layers',
    frozen(new Sequential(new Linear(4, 8, { random }), frozen(new LayerNorm(8)))),
    [numbers(3, 4)],
  ],
  ['a digit reader', digitReader(), [numbers(2, 1, 12, 12)], { input: ['N', 1, 12, 12] }],
];

function digitReader(): Sequential {
  return new Sequential(
    new Conv2d(1, 4, 3, { random }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Linear(100, 10, { random }),
    core.softmax,
  );
}

/** A layer that has seen batches, so that its statistics are not those that it began with. */
function trained(channels: number, length: number): BatchNorm {
  const layer = new BatchNorm(channels, { eps: 1e-3 });
  const shape = length === 0 ? [4, channels] : [4, channels, length];
  for (let i = 0; i < 3; i++) differentiate(layer, () => mean(layer.forward(numbers(...shape))));
  return redrawn(layer);
}

/** A layer with a scale and a shift that are drawn. */
function redrawn<L extends { readonly weight: Parameter | undefined; readonly bias: Parameter | undefined }>(
  layer: L,
): L {
  layer.weight?.assign(numbers(...layer.weight.shape));
  layer.bias?.assign(numbers(...layer.bias.shape));
  return layer;
}

test.each(cases.map(([name, layer, inputs, options]) => ({ name, layer, inputs, options })))(
  '$name',
  async ({ layer, inputs, options }) => {
    await expectSameLayer(layer, inputs, options);
  },
);

test.each(FUNCTION_NAMES)('the function %s, at small and large numbers', async (name) => {
  const layer = Reflect.get(core, name) as (x: Tensor) => Tensor;
  const draws = [numbers(3, 7), multiply(numbers(2, 5), 3)];
  const inputs = name === 'log' || name === 'sqrt' ? draws.map((x) => square(x)) : draws;
  // A number of two thousand is that much less exact.
  await expectSameLayer(layer, name === 'exp' ? inputs.slice(0, 1) : inputs, { input: ['N', 'D'] });
});

test('Embedding, whose symbols are 32-bit whole numbers', async () => {
  const layer = new Embedding(5, 3, { random });
  await expectSameLayer(layer, [indices([2, 3], [0, 1, 2, 3, 4, 0]), indices([1, 1], [4])]);
  await expectSameLayer(layer, [indices([4], [4, 0, 0, 1])], { input: ['N'] });
});

test('an embedding and a tied head share one matrix in the file', async () => {
  const embedding = new Embedding(50, 40, { random });
  const model = new Sequential(embedding, new TiedLinear(embedding));
  await expectSameLayer(model, [indices([2, 1], [7, 49])]);
  expect(toOnnx(model).length).toBeLessThan(50 * 40 * 4 + 1000);
});
