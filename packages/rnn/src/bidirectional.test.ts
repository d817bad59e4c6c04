import { add, concat, multiply, Parameter, parametersOf, seeded, sum, tensor } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { Bidirectional } from './bidirectional.js';
import { GRU } from './cells/gru.js';
import { LSTM } from './cells/lstm.js';
import { reverseTime } from './lanes/reverse-time.js';
import { Stack } from './stack.js';

const [T, B, D] = [5, 3, 4];
const random = seeded(8);
const inputs = tensor(
  [T, B, D],
  Array.from({ length: T * B * D }, () => random.normal()),
);

test('the backward layer reads the sequence from its end', () => {
  const layer = new Bidirectional(new GRU(D, 3, { random }), new GRU(D, 2, { random }));
  const { outputs } = layer.unroll(inputs, layer.initialState(B));
  const forward = layer.forwardLayer.unroll(inputs, layer.forwardLayer.initialState(B));
  const backward = layer.backwardLayer.unroll(reverseTime(inputs), layer.backwardLayer.initialState(B));
  expect(outputs.toFloats()).toEqual(concat([forward.outputs, reverseTime(backward.outputs)], 2).toFloats());
  expect(outputs.shape).toEqual([T, B, 5]);
});

test('reversing twice gives the sequence back, padding where it was', () => {
  const lengths = [5, 0, 3];
  expect(reverseTime(reverseTime(inputs, lengths), lengths).toFloats()).toEqual(inputs.toFloats());
  const symbols = { shape: [3, 2], data: Int32Array.of(1, 2, 3, 4, 5, 6) };
  expect([...reverseTime(symbols, [3, 2]).data]).toEqual([5, 4, 3, 2, 1, 6]);
});

test('the gradients of a stack of bidirectional layers are those of finite differences, lengths included', () => {
  const layers = [
    new Bidirectional(new LSTM(D, 3, { random }), new LSTM(D, 3, { random })),
    new Bidirectional(new LSTM(6, 2, { random }), new LSTM(6, 2, { random })),
  ];
  const stack = new Stack(layers);
  const x = new Parameter(inputs);
  const weights = tensor(
    [T, B, 4],
    Array.from({ length: T * B * 4 }, () => random.normal()),
  );
  for (const lengths of [undefined, [5, 2, 4]]) {
    gradcheck({ stack, x }, () => {
      const { outputs, state } = stack.unroll(x, stack.initialState(B), lengths && { lengths });
      const last = state[1]?.backward.c;
      return add(sum(multiply(outputs, weights)), last === undefined ? 0 : sum(last));
    });
  }
});

test('each lane of a padded batch is what it is alone', () => {
  const layer = new Bidirectional(new LSTM(D, 3, { random }), new LSTM(D, 3, { random }));
  const lengths = [5, 2, 4];
  const { outputs } = layer.unroll(inputs, layer.initialState(B), { lengths });
  const floats = outputs.toFloats();
  for (const [b, length] of lengths.entries()) {
    const lane = Array.from({ length: length * D }, (_, i) => {
      return inputs.toFloats()[Math.floor(i / D) * B * D + b * D + (i % D)] ?? 0;
    });
    const alone = layer.unroll(tensor([length, 1, D], lane), layer.initialState(1)).outputs.toFloats();
    const padded = Array.from(
      { length: T * 6 },
      (_, i) => floats[Math.floor(i / 6) * B * 6 + b * 6 + (i % 6)] ?? 0,
    );
    expectClose(padded, [...alone, ...Array.from({ length: (T - length) * 6 }, () => 0)]);
  }
});

test('its parameters are named by direction', () => {
  const layer = new Bidirectional(new GRU(D, 3, { random }), new GRU(D, 3, { random }));
  expect([...parametersOf(layer).keys()].slice(0, 5)).toEqual([
    'forwardLayer.weightIh',
    'forwardLayer.weightHh',
    'forwardLayer.biasIh',
    'forwardLayer.biasHh',
    'backwardLayer.weightIh',
  ]);
});

test('resets are refused', () => {
  const layer = new Bidirectional(new GRU(D, 3, { random }), new GRU(D, 3, { random }));
  const resets = { shape: [T, B], data: new Int32Array(T * B) };
  expect(() => layer.unroll(inputs, layer.initialState(B), { resets })).toThrow('resets have no meaning');
});
