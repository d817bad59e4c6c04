import { seeded, tensor } from '@tbptt/core';
import { tensorOf } from '@tbptt/core/operation';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { cellContract } from '../testing.js';
import { GRU } from './gru.js';
import { GRUResetBefore } from './gru-reset-before.js';

cellContract(
  { describe, test },
  'GRU with the reset gate before the product',
  (inputs, hidden, { random }) => new GRUResetBefore(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'GRU with the reset gate before the product, without biases',
  (inputs, hidden, { random }) => new GRUResetBefore(inputs, hidden, { random, bias: false }),
);

describe('a GRU with the reset gate before the product', () => {
  const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));

  test('is its equations, by hand', () => {
    const layer = new GRUResetBefore(1, 2, { random: seeded(3) });
    const [w, u] = [layer.weightIh.toFloats(), layer.weightHh.toFloats()];
    const [b, c] = [layer.biasIh?.toFloats() ?? [], layer.biasHh?.toFloats() ?? []];
    const [x, h] = [0.7, [0.4, -0.9]];
    const product = (state: readonly number[], column: number) =>
      (state[0] ?? 0) * (u[column] ?? 0) + (state[1] ?? 0) * (u[6 + column] ?? 0) + (c[column] ?? 0);
    const gate = (state: readonly number[], column: number) =>
      x * (w[column] ?? 0) + (b[column] ?? 0) + product(state, column);
    const reset = h.map((value, k) => sigmoid(gate(h, k)) * value);
    const expected = h.map((value, k) => {
      const z = sigmoid(gate(h, 2 + k));
      return (1 - z) * Math.tanh(gate(reset, 4 + k)) + z * value;
    });
    expectClose(layer.step(tensor([1, 1], [x]), { h: tensor([1, 2], h) }).output.toFloats(), expected);
  });

  test('equals a GRU where the reset gate is open, and differs elsewhere', () => {
    const before = new GRUResetBefore(2, 3, { random: seeded(5) });
    const after = new GRU(2, 3, { random: seeded(5) });
    const x = tensor(
      [4, 2, 2],
      Array.from({ length: 16 }, (_, i) => Math.sin(i)),
    );
    const run = (layer: GRU | GRUResetBefore, bias: number) => {
      const opened = layer.biasIh?.toFloats().map((b, k) => (k < 3 ? bias : b)) ?? new Float32Array();
      layer.biasIh?.assign(tensorOf([9], opened));
      return layer.unroll(x, layer.initialState(2)).outputs.toFloats();
    };
    expectClose(run(before, 40), run(after, 40));
    expect(() => expectClose(run(before, 0), run(after, 0))).toThrow('apart');
  });
});
