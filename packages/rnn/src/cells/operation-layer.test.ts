import { add, multiply, Parameter, seeded, tanh, tensor, xavierUniform, zeros } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import {
  inputProduct,
  type LayerState,
  OperationLayer,
  type OperationLayerOptions,
  type Sequence,
} from '../index.js';
import { cellContract } from '../testing.js';

// A cell as a user writes it, with a trace of its inputs beside its output.
class Leaky extends OperationLayer<'h' | 'trace'> {
  readonly weightIh: Parameter; // [D, H]

  constructor(inputs: number, hidden: number, { random }: OperationLayerOptions) {
    super({ name: 'Leaky', gates: ['a'], states: ['h', 'trace'] }, inputs, hidden);
    this.weightIh = new Parameter(xavierUniform()([inputs, hidden], random));
  }

  next(input: Sequence, { h, trace }: LayerState<'h' | 'trace'>): LayerState<'h' | 'trace'> {
    const a = inputProduct(input, this.weightIh);
    return { h: add(multiply(h, 0.9), tanh(add(a, trace))), trace: add(multiply(trace, 0.5), a) };
  }
}

cellContract(
  { describe, test },
  "a user's own cell made of operations",
  (inputs, hidden, { random }) => new Leaky(inputs, hidden, { random }),
);

describe('a layer made of operations', () => {
  const layer = new Leaky(3, 4, { random: seeded(1) });

  test('gives the state back for an empty window', () => {
    const state = { h: tensor([1, 4], [1, 2, 3, 4]), trace: tensor([1, 4], [5, 6, 7, 8]) };
    const unrolled = layer.unroll(zeros([0, 1, 3]), state);
    expect(unrolled.outputs.shape).toEqual([0, 1, 4]);
    expect([...unrolled.state.trace.toFloats()]).toEqual([5, 6, 7, 8]);
  });

  test('refuses inputs and states that do not fit it', () => {
    expect(() => new Leaky(0, 4, { random: seeded(1) })).toThrow('Leaky: inputs is 0');
    expect(() => layer.unroll(zeros([2, 1, 5]), layer.initialState(1))).toThrow(
      'Leaky: the last axis of the inputs [2, 1, 5] is 5, but the layer has 3 inputs; they must be equal.',
    );
    expect(() => layer.step(zeros([2, 3]), layer.initialState(1))).toThrow(
      'Leaky: the state h is [1, 4], but the inputs have 2 lanes',
    );
  });
});
