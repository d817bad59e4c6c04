/**
 * Windows without steps, and windows without lanes, are the same for every layer: nothing happens,
 * and gradients are zero.
 */
import {
  differentiate,
  indices,
  LayerNorm,
  parametersOf,
  type Random,
  seeded,
  sum,
  type Tensor,
  zeros,
} from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import {
  Bidirectional,
  CharLM,
  CoupledLSTM,
  GRU,
  GRUResetBefore,
  IndRNN,
  LayerNormLSTM,
  LearnedState,
  LSTM,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  RNN,
  Stack,
  type State,
  type UnrollableLayer,
  Zoneout,
} from './index.js';
import { tensorsOf } from './states/map-states.js';

const [D, H] = [3, 4];
const layers: Readonly<Record<string, (random: Random) => UnrollableLayer>> = Object.fromEntries<
  (random: Random) => UnrollableLayer
>([
  ...[RNN, LSTM, GRU, PeepholeLSTM, CoupledLSTM, MinGRU, MinLSTM, IndRNN, LayerNormLSTM, GRUResetBefore].map(
    (Layer) => [Layer.name, (random: Random) => new Layer(D, H, { random })] as const,
  ),
  ['a projected LSTM', (random) => new LSTM(D, H, { random, projection: 2 })],
  ['Zoneout', (random) => new Zoneout(new LSTM(D, H, { random }), { random, probabilities: { h: 0.5 } })],
  [
    'Zoneout of LayerNormLSTM',
    (random) => new Zoneout(new LayerNormLSTM(D, H, { random }), { random, probabilities: {} }),
  ],
  [
    'Stack',
    (random) =>
      new Stack<State>([new LSTM(D, H, { random }), new GRUResetBefore(H, H, { random })], {
        between: new LayerNorm(H),
        residual: true,
      }),
  ],
  [
    'Bidirectional',
    (random) => new Bidirectional(new GRU(D, H, { random }), new GRUResetBefore(D, H, { random })),
  ],
  ['LearnedState', (random) => new LearnedState(new GRUResetBefore(D, H, { random }))],
  ['CharLM', (random) => new CharLM(D, { hidden: H, layers: 2, embedding: 2, random })],
] as const);

describe.each(Object.entries(layers))('%s', (_, make) => {
  test.each([
    [0, 2],
    [0, 1],
    [3, 0],
    [0, 0],
  ])('of %d steps and %d lanes has outputs and states of those sizes, and gradients of zero', (T, B) => {
    const layer: UnrollableLayer = make(seeded(1));
    const isModel = layer instanceof CharLM;
    const sequences = isModel
      ? [indices([T, B], new Int32Array(T * B))]
      : [zeros([T, B, D]), indices([T, B], new Int32Array(T * B))];
    for (const inputs of sequences) {
      const { loss, outputs, state } = differentiate(layer, () => {
        const unrolled = layer.unroll(inputs, layer.initialState(B));
        return { loss: sum(unrolled.outputs), ...unrolled };
      });
      expect(loss).toBe(0);
      expect(outputs.shape).toEqual([T, B, layer.outputSize]);
      for (const tensor of tensorsOf(state)) expect(tensor.shape[0]).toBe(B);
      for (const parameter of parametersOf(layer).values()) {
        const gradient: Tensor | undefined = parameter.gradient;
        expect(gradient?.toFloats().every((g) => g === 0) ?? true).toBe(true);
      }
    }
  });

  test('without steps gives its state back, and a loss of the state can be differentiated', () => {
    const layer: UnrollableLayer = make(seeded(1));
    const inputs = indices([0, 2], new Int32Array(0));
    const before = layer.initialState(2);
    const { state } = differentiate(layer, () => {
      const unrolled = layer.unroll(inputs, before);
      const loss = tensorsOf(unrolled.state)
        .map((tensor) => sum(tensor))
        .at(-1) as Tensor;
      return { loss, state: unrolled.state };
    });
    const numbers = (of: State) => tensorsOf(of).map((tensor) => [...tensor.toFloats()]);
    expect(numbers(state)).toEqual(numbers(before));
  });

  test('begins with its initial state if none is given', () => {
    const layer: UnrollableLayer = make(seeded(1));
    const inputs = indices([3, 2], [0, 1, 2, 0, 1, 1]);
    const [one, other] = [layer.unroll(inputs), layer.unroll(inputs, layer.initialState(2))];
    expect([...one.outputs.toFloats()]).toEqual([...other.outputs.toFloats()]);
    const ended = layer.unroll(inputs, undefined, { lengths: [3, 1] });
    expect([...ended.outputs.toFloats()]).toEqual([
      ...layer.unroll(inputs, layer.initialState(2), { lengths: [3, 1] }).outputs.toFloats(),
    ]);
  });
});

test('a window without steps draws no masks', () => {
  const random = seeded(7);
  const layer = new Zoneout(new LSTM(D, H, { random: seeded(1) }), { random, probabilities: { h: 0.5 } });
  differentiate(layer, () => sum(layer.unroll(zeros([0, 2, D])).outputs));
  expect(random.uint32()).toBe(seeded(7).uint32());
});
