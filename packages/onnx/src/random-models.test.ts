import {
  BatchNorm,
  Conv1d,
  Dropout,
  Flatten,
  indices,
  type Layer,
  LayerNorm,
  Linear,
  MaxPool1d,
  MultiHeadAttention,
  normal,
  type Random,
  Residual,
  relu,
  Sequential,
  seeded,
  silu,
  softsign,
  tanh,
} from '@tbptt/core';
import {
  Bidirectional,
  CharLM,
  CoupledLSTM,
  GRU,
  GRUResetBefore,
  LearnedState,
  LSTM,
  RNN,
  Stack,
  type State,
  type UnrollableLayer,
} from '@tbptt/rnn';
import fc from 'fast-check';
import { test } from 'vitest';
import { expectSameLayer, expectSameNetwork } from './testing/expect-same.js';

const size = fc.integer({ min: 1, max: 9 });
const seed = fc.integer();

/** Makes a network that reads vectors of a size. */
type Make = (inputs: number, random: Random) => UnrollableLayer;

const cell = fc
  .record({
    kind: fc.constantFrom('LSTM', 'CoupledLSTM', 'GRU', 'GRUResetBefore', 'RNN', 'relu'),
    hidden: size,
    bias: fc.boolean(),
  })
  .map(
    ({ kind, hidden, bias }): Make =>
      (inputs, random) => {
        if (kind === 'LSTM') return new LSTM(inputs, hidden, { random, bias });
        if (kind === 'CoupledLSTM') return new CoupledLSTM(inputs, hidden, { random, bias });
        if (kind === 'GRU') return new GRU(inputs, hidden, { random, bias });
        if (kind === 'GRUResetBefore') return new GRUResetBefore(inputs, hidden, { random, bias });
        return new RNN(inputs, hidden, { random, bias, nonlinearity: kind === 'relu' ? 'relu' : 'tanh' });
      },
  );

const { network } = fc.letrec<{ network: Make }>((tie) => ({
  network: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'network' },
    cell,
    fc
      .array(tie('network'), { minLength: 1, maxLength: 3, depthIdentifier: 'network' })
      .map((makes): Make => stacked(makes)),
    fc.tuple(tie('network'), tie('network')).map(
      ([forward, backward]): Make =>
        (inputs, random) =>
          new Bidirectional<State>(forward(inputs, random), backward(inputs, random)),
    ),
    tie('network').map(
      (make): Make =>
        (inputs, random) =>
          new LearnedState(make(inputs, random)),
    ),
  ),
}));

function stacked(makes: readonly Make[]): Make {
  return (inputs, random) => {
    const layers: UnrollableLayer[] = [];
    for (const make of makes) layers.push(make(layers.at(-1)?.outputSize ?? inputs, random));
    return new Stack<State>(layers, { between: new Dropout(0.3, { random }) });
  };
}

test('any network of layers that ONNX has gives the same in onnxruntime, window after window', async () => {
  await fc.assert(
    fc.asyncProperty(network, seed, size, size, size, size, async (make, start, inputs, T, B, U) => {
      const random = seeded(start);
      await expectSameNetwork(make(inputs, random), [
        normal()([T, B, inputs], random),
        normal()([U, B, inputs], random),
      ]);
    }),
    { numRuns: 150 },
  );
});

test('any CharLM does', async () => {
  const options = fc.record({
    layers: fc.integer({ min: 1, max: 3 }),
    hidden: size,
    embedding: fc.option(size, { nil: undefined }),
    cell: fc.constantFrom(LSTM, CoupledLSTM, GRU, GRUResetBefore, RNN),
    residual: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(options, seed, size, size, size, async ({ embedding, ...others }, start, V, T, B) => {
      const random = seeded(start);
      const model = new CharLM(V, { random, ...others, ...(embedding !== undefined && { embedding }) });
      const text = () =>
        indices(
          [T, B],
          Int32Array.from({ length: T * B }, () => random.integer(V)),
        );
      await expectSameNetwork(model, [text(), text()]);
    }),
    { numRuns: 50 },
  );
});

/** A layer over `[N, size]`, and the size of its outputs. */
type Step = (inputs: number, random: Random) => readonly [layer: Layer, outputs: number];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(size, fc.boolean()).map(
    ([outputs, bias]): Step =>
      (inputs, random) => [new Linear(inputs, outputs, { random, bias }), outputs],
  ),
  fc.constantFrom(relu, tanh, silu, softsign).map(
    (layer): Step =>
      (inputs) => [layer, inputs],
  ),
  fc.boolean().map(
    (affine): Step =>
      // Without a large eps, numbers that are almost equal are normalized to nothing but rounding.
      (inputs) => [new LayerNorm(inputs, { affine, eps: 1 }), inputs],
  ),
  fc.constant<Step>((inputs) => [new BatchNorm(inputs), inputs]),
  fc.constant<Step>((inputs, random) => [new Residual(new Linear(inputs, inputs, { random }), tanh), inputs]),
);

test('any layers one after the other do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 6 }),
      seed,
      size,
      size,
      async (steps, start, N, D) => {
        const random = seeded(start);
        let width = D;
        const layers = steps.map((make) => {
          const [layer, outputs] = make(width, random);
          width = outputs;
          return layer;
        });
        await expectSameLayer(new Sequential(...layers), [normal()([N, D], random)], { input: ['N', D] });
      },
    ),
    { numRuns: 100 },
  );
});

test('any convolutions, pools and heads do', async () => {
  const options = fc.record({
    channels: size,
    outputs: size,
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    length: fc.integer({ min: 20, max: 30 }),
    heads: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      options,
      seed,
      async ({ channels, outputs, kernel, length, heads, ...windows }, start) => {
        const random = seeded(start);
        const convolution = new Sequential(
          new Conv1d(channels, outputs, kernel, { random, ...windows }),
          new MaxPool1d(2),
          new Flatten(),
        );
        await expectSameLayer(convolution, [normal()([2, channels, length], random)]);
        const attention = new MultiHeadAttention(heads * channels, heads, { random });
        await expectSameLayer(attention, [normal()([kernel, 2, heads * channels], random)]);
      },
    ),
    { numRuns: 50 },
  );
});
