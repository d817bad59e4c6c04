import { Dropout, differentiate, parametersOf, seeded, sum, tensor } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import type { RecurrentLayer } from '../cells/recurrent-layer.js';

const [T, B, D, H] = [4, 2, 3, 8];
const x = tensor(
  [T, B, D],
  Array.from({ length: T * B * D }, (_, i) => Math.sin(i)),
);

describe.each([
  ['LSTM', LSTM],
  ['GRU', GRU],
] as const)('dropout of the recurrent weights of the %s', (_, Layer) => {
  const random = seeded(3);
  const layer: RecurrentLayer = new Layer(D, H, {
    random,
    bias: false,
    recurrentWeights: new Dropout(0.5, { random }),
  });

  /** The outputs of a window in a step, step by step. */
  function window(): number[][] {
    const { outputs } = differentiate(layer, () => {
      const { outputs } = layer.unroll(x, layer.initialState(B));
      return { loss: sum(outputs), outputs };
    });
    const floats = outputs.toFloats();
    return Array.from({ length: T }, (_, t) => [...floats.subarray(t * B * H, (t + 1) * B * H)]);
  }

  test('two windows agree at the first step, where the state is zero, and differ afterwards', () => {
    const [one, other] = [window(), window()];
    expect(one[0]).toEqual(other[0]);
    for (let t = 1; t < T; t++) expect(one[t]).not.toEqual(other[t]);
  });

  test('the mask is the same at all steps, rescales, and reaches the gradient of the weights themselves', () => {
    const before = random.state();
    window();
    const gradient = layer.weightHh?.gradient?.toFloats() ?? new Float32Array();
    const zeros = gradient.filter((number) => number === 0).length;
    expect(Math.abs(zeros / gradient.length - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / gradient.length));
    random.restore(before);
    const masked = window();
    const plain: RecurrentLayer = new Layer(D, H, { random: seeded(1), bias: false });
    const weights = layer.weightHh?.toFloats() ?? new Float32Array();
    const halved = weights.map((w, i) => (gradient[i] === 0 ? 0 : 2 * w));
    plain.weightIh.assign(layer.weightIh);
    plain.weightHh?.assign(tensor(layer.weightHh?.shape ?? [], halved));
    expectClose([...plain.unroll(x, plain.initialState(B)).outputs.toFloats()], masked.flat());
  });

  test('nothing is dropped outside a step, and the layer has the same parameters', () => {
    const plain: RecurrentLayer = new Layer(D, H, { random: seeded(1), bias: false });
    plain.weightIh.assign(layer.weightIh);
    if (layer.weightHh !== undefined) plain.weightHh?.assign(layer.weightHh);
    const expected = plain.unroll(x, plain.initialState(B)).outputs.toFloats();
    expect([...layer.unroll(x, layer.initialState(B)).outputs.toFloats()]).toEqual([...expected]);
    expect([...parametersOf(layer).keys()]).toEqual(['weightIh', 'weightHh']);
  });

  test('has the gradients of finite differences', () => {
    const state = random.state();
    gradcheck(layer, () => {
      random.restore(state);
      return sum(layer.unroll(x, layer.initialState(B)).outputs);
    });
  });
});
