import { parametersOf, seeded, tensor } from '@tbptt/core';
import { tensorOf } from '@tbptt/core/operation';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { cellContract } from '../testing.js';
import { forgetBias, orthogonalRecurrent } from './initialization.js';
import { LayerNormLSTM } from './layer-norm-lstm.js';

cellContract(
  { describe, test },
  'LSTM with layer normalization',
  (inputs, hidden, { random }) => new LayerNormLSTM(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'LSTM with layer normalization, without biases',
  (inputs, hidden, { random }) => new LayerNormLSTM(inputs, hidden, { random, bias: false }),
);

describe('an LSTM with layer normalization', () => {
  const layer = new LayerNormLSTM(2, 3, { random: seeded(3) });

  test('does not change when the weights of the input, or of the state, are scaled', () => {
    const x = tensor(
      [3, 2, 2],
      Array.from({ length: 12 }, (_, i) => 10 * Math.sin(i)),
    );
    const state = {
      h: tensor([2, 3], [9, -8, 7, 6, 5, -4]),
      c: tensor([2, 3], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
    };
    const before = layer.unroll(x, state).outputs.toFloats();
    for (const weight of [layer.weightIh, layer.weightHh]) {
      weight.assign(
        tensorOf(
          weight.shape,
          weight.toFloats().map((number) => 2 * number),
        ),
      );
    }
    expectClose(layer.unroll(x, state).outputs.toFloats(), before, { relative: 2e-3, absolute: 2e-3 });
  });

  test('is initialized by gate as other layers are', () => {
    forgetBias(layer, 2);
    orthogonalRecurrent(layer, { random: seeded(1) });
    expect([...(layer.biasIh?.toFloats().subarray(3, 6) ?? [])]).toEqual([2, 2, 2]);
  });

  test('names its parameters', () => {
    expect([...parametersOf(layer).keys()]).toEqual([
      'weightIh',
      'weightHh',
      'biasIh',
      'normIh.weight',
      'normIh.bias',
      'normHh.weight',
      'normHh.bias',
      'normC.weight',
      'normC.bias',
    ]);
  });
});
