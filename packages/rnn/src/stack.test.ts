import {
  add,
  BatchNorm,
  Dropout,
  differentiate,
  frozen,
  LayerNorm,
  mean,
  multiply,
  Residual,
  Sequential,
  seeded,
  square,
  sum,
  Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { toTorch } from '@tbptt/core/files';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { GRU } from './cells/gru.js';
import { LSTM } from './cells/lstm.js';
import { RNN } from './cells/rnn.js';
import type { Recurrent, State } from './recurrent.js';
import { Stack } from './stack.js';

const random = seeded(1);
const inputs = tensor(
  [4, 2, 3],
  Array.from({ length: 24 }, (_, i) => Math.sin(i)),
);

test('a stack is its layers, one after the other', () => {
  const [first, second] = [new LSTM(3, 5, { random }), new LSTM(5, 4, { random })];
  const stack = new Stack([first, second]);
  const { outputs, state } = stack.unroll(inputs, stack.initialState(2));
  const below = first.unroll(inputs, first.initialState(2));
  const above = second.unroll(below.outputs, second.initialState(2));
  expect(outputs.toFloats()).toEqual(above.outputs.toFloats());
  expect(state[1]?.c.toFloats()).toEqual(above.state.c.toFloats());
  expect(stack.outputSize).toBe(4);
});

test('a window of a stack equals its steps, cells mixed', () => {
  const stack = new Stack([new RNN(3, 5, { random }), new GRU(5, 6, { random }), new GRU(6, 2, { random })]);
  const whole = stack.unroll(inputs, stack.initialState(2));
  let state = stack.initialState(2);
  const outputs: number[] = [];
  for (let t = 0; t < 4; t++) {
    const input = tensor([2, 3], inputs.toFloats().slice(t * 6, t * 6 + 6));
    const stepped = stack.step(input, state);
    outputs.push(...stepped.output.toFloats());
    state = stepped.state;
  }
  expectClose(whole.outputs.toFloats(), outputs);
});

test('a stack without layers is refused', () => {
  expect(() => new Stack([])).toThrow('Stack: there are no layers; give at least one.');
});

test('a state of another depth is refused', () => {
  const stack = new Stack([new RNN(3, 5, { random })]);
  expect(() => stack.unroll(inputs, [])).toThrow(
    'Stack: the state has 0 layers, the stack 1; they must be as many.',
  );
});

test('inputs and states of the wrong shape are refused by name', () => {
  const layer = new LSTM(3, 5, { random });
  const state = layer.initialState(2);
  expect(() => layer.unroll(zeros([4, 2]), state)).toThrow(
    'LSTM: the inputs are [4, 2]; they must be [T, B, 3].',
  );
  expect(() => layer.unroll(zeros([4, 2, 7]), state)).toThrow('the last axis of the inputs [4, 2, 7] is 7');
  expect(() => layer.unroll(zeros([4, 1, 3]), state)).toThrow(
    'the state h is [2, 5], but the inputs have 1 lanes',
  );
  expect(() => layer.unroll({ shape: [4], data: new Int32Array(4) }, state)).toThrow('symbols [T, B]');
  expect(() => layer.unroll({ shape: [1, 2], data: Int32Array.of(0, 3) }, state)).toThrow(
    'indices must be from 0 to 2',
  );
  expect(() => new LSTM(0, 5, { random })).toThrow(
    'LSTM: inputs is 0; it must be a whole number of at least 1.',
  );
  expect(() => new LSTM(3, 1.5, { random })).toThrow('LSTM: hidden is 1.5');
});

test('an empty window gives its state back', () => {
  const layer = new LSTM(3, 5, { random });
  const h = tensor(
    [2, 5],
    Array.from({ length: 10 }, (_, i) => i),
  );
  const { outputs, state } = layer.unroll(zeros([0, 2, 3]), { h, c: h });
  expect(outputs.shape).toEqual([0, 2, 5]);
  expect(state.h).toBeInstanceOf(Tensor);
  expect(state.h.toFloats()).toEqual(h.toFloats());
  expect(state.c.toFloats()).toEqual(h.toFloats());
});

describe('between the layers of a stack', () => {
  const layers = [3, 5, 4].map((inputs, i) => new RNN(inputs, [5, 4, 6][i] ?? 0, { random }));
  const ones = tensor(
    [50, 2, 3],
    Array.from({ length: 300 }, () => 1),
  );

  test('something stands after each layer but the last', () => {
    const seen: (readonly number[])[] = [];
    const between = (x: Tensor): Tensor => {
      seen.push(x.shape);
      return x;
    };
    const stack = new Stack(layers, { between });
    const plain = new Stack(layers);
    const outputs = stack.unroll(ones, stack.initialState(2)).outputs.toFloats();
    expect([...outputs]).toEqual([...plain.unroll(ones, plain.initialState(2)).outputs.toFloats()]);
    expect(seen).toEqual([
      [50, 2, 5],
      [50, 2, 4],
    ]);
  });

  test('dropout acts inside a step, each step by itself', () => {
    const stack = new Stack(layers.slice(0, 2), { between: new Dropout(0.5, { random: seeded(3) }) });
    const window = () =>
      differentiate(stack, () => {
        const { outputs } = stack.unroll(ones, stack.initialState(2));
        return { loss: sum(outputs), outputs };
      }).outputs.toFloats();
    expect([...window()]).not.toEqual([...window()]);
    const plain = new Stack(layers.slice(0, 2));
    expect([...stack.unroll(ones, stack.initialState(2)).outputs.toFloats()]).toEqual([
      ...plain.unroll(ones, plain.initialState(2)).outputs.toFloats(),
    ]);
  });
});

describe('a stack with residual connections', () => {
  const layers = [new LSTM(3, 4, { random }), new GRU(4, 4, { random }), new GRU(4, 4, { random })];

  test('adds to the outputs of each layer but the first those of the layer below, around what stands between', () => {
    const between = (x: Tensor): Tensor => multiply(x, 2);
    const stack = new Stack<State>(layers, { between, residual: true });
    const { outputs } = stack.unroll(inputs, stack.initialState(2));
    const expected = layers.reduce<Tensor | undefined>((below, layer: Recurrent) => {
      const { outputs } = layer.unroll(below ? between(below) : inputs, layer.initialState(2));
      return below ? add(outputs, below) : outputs;
    }, undefined);
    expect(outputs.toFloats()).toEqual(expected?.toFloats());
  });

  test('has the gradients of finite differences, and zeros behind the end of a lane', () => {
    const stack = new Stack<State>(layers, { residual: true });
    const lengths = [4, 2];
    const run = () => stack.unroll(inputs, stack.initialState(2), { lengths }).outputs;
    expect(run().toFloats().slice(20, 24)).toEqual(new Float32Array(4));
    gradcheck(stack, () => mean(square(run())));
  });

  test('has layers of equal sizes', () => {
    const uneven = [new RNN(3, 5, { random }), new RNN(5, 4, { random })];
    expect(() => new Stack(uneven, { residual: true })).toThrow(
      'Stack: the outputs of the layers have the sizes 5, 4; residual connections add them, so they must be equal.',
    );
  });

  test("is no module of PyTorch's", () => {
    expect(() => toTorch(new Stack<State>(layers, { residual: true }))).toThrow(
      'it has residual connections',
    );
  });
});

test('BatchNorm between layers is refused, because it would take lanes for channels', () => {
  const layers = [new LSTM(3, 8, { random }), new LSTM(8, 8, { random })];
  const norm = new BatchNorm(8);
  for (const between of [
    norm,
    frozen(norm),
    new Sequential(new Dropout(0.5, { random }), norm),
    new Sequential(new Sequential(norm)),
    new Residual(norm),
  ]) {
    expect(() => new Stack(layers, { between })).toThrow(
      'Stack: between is or has a BatchNorm, which would normalize the lanes of [T, B, H] as channels; use LayerNorm',
    );
  }
  const { outputs } = new Stack(layers, { between: new LayerNorm(8) }).unroll(zeros([2, 8, 3]));
  expect(outputs.shape).toEqual([2, 8, 8]);
});

test('a state that lacks a layer is refused, not replaced by the initial one', () => {
  const stack = new Stack([new RNN(3, 5, { random }), new RNN(5, 5, { random })]);
  const [first] = stack.initialState(2);
  expect(() => stack.unroll(inputs, [first, undefined] as never)).toThrow(
    'Stack: the state of layer 1 is undefined; every layer must have one.',
  );
  expect(() => stack.step(zeros([2, 3]), undefined as never)).toThrow(
    'Stack: the state is undefined; give the state after the step before, initialState(B) at first.',
  );
});
