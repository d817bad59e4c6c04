import { indices, reshape, type Shape, seeded, slice, type Tensor, tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { Bidirectional } from '../bidirectional.js';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { RNN } from '../cells/rnn.js';
import { CharLM } from '../models/char-lm.js';
import { Stack } from '../stack.js';
import { ALL_CELLS } from '../testing/all-cells.js';
import { inspectUnits } from './inspect-units.js';

const [T, B, D, H] = [7, 2, 3, 4];
const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

function noise(shape: Shape, seed = 1): Tensor {
  const random = seeded(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    shape,
    Array.from({ length: size }, () => 2 * random.float() - 1),
  );
}

describe('of every cell', () => {
  test.each(Object.keys(ALL_CELLS))('%s: the states are those that unroll computes', (name) => {
    const layer = ALL_CELLS[name]?.(D, H, { random: seeded(2) });
    if (layer === undefined) throw new Error(name);
    const inputs = noise([T, B, D]);
    const { layers, outputs, state } = inspectUnits(layer, inputs);
    const whole = layer.unroll(inputs);
    expectClose(outputs.toFloats(), whole.outputs.toFloats());
    expect(state).toEqual(whole.state);
    expect(layers).toHaveLength(1);
    expect(layers[0]?.states['h']?.toFloats()).toEqual(outputs.toFloats());
  });

  test.each(Object.keys(ALL_CELLS))('%s: gates are within the range of their functions', (name) => {
    const layer = ALL_CELLS[name]?.(D, H, { random: seeded(2) });
    if (layer === undefined) throw new Error(name);
    for (const { values, squashing } of Object.values(
      inspectUnits(layer, noise([T, B, D])).layers[0]?.gates ?? {},
    )) {
      expect(values.shape).toEqual([T, B, H]);
      const least = squashing === 'sigmoid' ? 0 : squashing === 'tanh' ? -1 : -Infinity;
      for (const value of values.toFloats()) {
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(squashing === 'none' ? Infinity : 1);
      }
    }
  });
});

test('the gates of an LSTM make its next state: c = f c + i g, h = o tanh(c)', () => {
  const [record] = inspectUnits(new LSTM(D, H, { random: seeded(3) }), noise([T, B, D])).layers;
  const gate = (name: string) => record?.gates[name]?.values.toFloats() ?? [];
  const [i, f, g, o] = ['i', 'f', 'g', 'o'].map(gate);
  const c = record?.states['c']?.toFloats() ?? [];
  const h = record?.states['h']?.toFloats() ?? [];
  expect(c).toHaveLength(T * B * H);
  c.forEach((value, index) => {
    const before = index < B * H ? 0 : (c[index - B * H] ?? Number.NaN);
    expectClose(value, (f?.[index] ?? 0) * before + (i?.[index] ?? 0) * (g?.[index] ?? 0), {
      absolute: 1e-6,
    });
    expectClose(h[index] ?? 0, (o?.[index] ?? 0) * Math.tanh(value), { absolute: 1e-6 });
  });
});

test('the gates of a GRU make its next state: h = (1 - z) n + z h', () => {
  const [record] = inspectUnits(new GRU(D, H, { random: seeded(3) }), noise([T, B, D])).layers;
  const gate = (name: string) => record?.gates[name]?.values.toFloats() ?? [];
  const [z, n] = [gate('z'), gate('n')];
  const h = record?.states['h']?.toFloats() ?? [];
  h.forEach((value, index) => {
    const before = index < B * H ? 0 : (h[index - B * H] ?? Number.NaN);
    expectClose(value, (1 - (z[index] ?? 0)) * (n[index] ?? 0) + (z[index] ?? 0) * before, {
      absolute: 1e-6,
    });
  });
  expect(record?.gates['r']?.squashing).toBe('sigmoid');
  expect(record?.gates['n']?.squashing).toBe('tanh');
});

test('the first forget gate of an LSTM is what its weights say', () => {
  const layer = new LSTM(D, H, { random: seeded(4) });
  const inputs = noise([T, 1, D]);
  const x = inputs.toFloats();
  const [w, b, bh] = [layer.weightIh, layer.biasIh, layer.biasHh].map((p) => p?.toFloats() ?? []);
  const unit = 2;
  const column = H + unit; // the second block
  let sum = (b?.[column] ?? 0) + (bh?.[column] ?? 0);
  for (let d = 0; d < D; d++) sum += (x[d] ?? 0) * (w?.[d * 4 * H + column] ?? 0);
  const values = inspectUnits(layer, inputs).layers[0]?.gates['f']?.values.toFloats() ?? [];
  expectClose(values[unit] ?? 0, sigmoid(sum), { absolute: 1e-6 });
});

test('a gate without a sigmoid or a tanh is its product', () => {
  const rectified = new RNN(D, H, { random: seeded(5), nonlinearity: 'relu' });
  const [record] = inspectUnits(rectified, noise([T, B, D])).layers;
  expect(record?.gates['a']?.squashing).toBe('none');
  const h = record?.states['h']?.toFloats() ?? [];
  record?.gates['a']?.values
    .toFloats()
    .forEach((a, index) => expectClose(h[index] ?? 0, Math.max(0, a), { absolute: 1e-6 }));
});

test('a language model gives every layer and its logits, in two stretches as in one', () => {
  const model = new CharLM(5, { hidden: H, layers: 2, embedding: 3, random: seeded(6) });
  const ids = Array.from({ length: 12 }, (_, t) => (t * t + 1) % 5);
  const whole = inspectUnits(model, indices([12, 1], ids));
  expect(whole.layers.map(({ cell }) => cell)).toEqual(['LSTM', 'LSTM']);
  expectClose(whole.outputs.toFloats(), model.unroll(indices([12, 1], ids)).outputs.toFloats());
  const first = inspectUnits(model, indices([5, 1], ids.slice(0, 5)));
  const second = inspectUnits(model, indices([7, 1], ids.slice(5)), { state: first.state });
  for (const [index, { gates, states }] of second.layers.entries()) {
    const part = (tensorOfAll: Tensor | undefined) => [...(tensorOfAll?.toFloats() ?? [])].slice(5 * H);
    expectClose(gates['o']?.values.toFloats() ?? [], part(whole.layers[index]?.gates['o']?.values));
    expectClose(states['c']?.toFloats() ?? [], part(whole.layers[index]?.states['c']));
  }
});

test('the upper layers of a residual stack read sums', () => {
  const random = seeded(7);
  const stack = new Stack(
    [new LSTM(D, H, { random }), new LSTM(H, H, { random }), new GRU(H, H, { random })],
    {
      residual: true,
    },
  );
  const inputs = noise([T, B, D]);
  expectClose(inspectUnits(stack, inputs).outputs.toFloats(), stack.unroll(inputs).outputs.toFloats());
});

test('nothing that is no causal network of layers with cells is inspected', () => {
  const inputs = noise([T, B, D]);
  const both = new Bidirectional(
    new LSTM(D, H, { random: seeded(1) }),
    new LSTM(D, H, { random: seeded(1) }),
  );
  const { head } = new CharLM(5, { hidden: H, random: seeded(1) });
  // @ts-expect-error -- it is no recurrent layer
  expect(() => inspectUnits(head, inputs)).toThrow(
    'it must be a RecurrentModel such as a CharLM, a Stack, or a recurrent layer',
  );
  expect(() => inspectUnits(both, inputs)).toThrow('inspectUnits: the model is a Bidirectional');
  const lstm = new LSTM(D, H, { random: seeded(1) });
  expect(() => inspectUnits(lstm, slice(inputs, 0, 0, 0))).toThrow('the inputs have no steps');
  expect(() => inspectUnits(lstm, reshape(inputs, [T * B, D]))).toThrow('they must be [T, B, D]');
  expect(() => inspectUnits(new Stack([lstm]), inputs, { state: [] })).toThrow('the states of 1 layers');
});
