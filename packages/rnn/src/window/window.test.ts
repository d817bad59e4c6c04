import {
  crossEntropy,
  differentiate,
  evaluate,
  kernels,
  type Parameter,
  parametersOf,
  seeded,
} from '@tbptt/core';
import { engine, tensorOf } from '@tbptt/core/operation';
import { expectClose } from '@tbptt/core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { CharLM } from '../models/char-lm.js';

afterEach(() => kernels.use('auto'));

const V = 11;

function symbols(T: number, B: number, seed: number) {
  const random = seeded(seed);
  return { shape: [T, B], data: Int32Array.from({ length: T * B }, () => random.integer(V)) };
}

/** Plain gradient descent for some windows; gives the losses and the final parameters. */
function train(cell: typeof LSTM | typeof GRU, windows: number, T = 9, B = 5) {
  const model = new CharLM(V, { hidden: 13, layers: 2, cell, random: seeded(4) });
  let state = model.initialState(B);
  const losses: number[] = [];
  for (let i = 0; i < windows; i++) {
    const outcome = differentiate(model, () => {
      const unrolled = model.unroll(symbols(T, B, i), state);
      return { loss: crossEntropy(unrolled.outputs, symbols(T, B, i + 1)), state: unrolled.state };
    });
    losses.push(outcome.loss);
    state = outcome.state;
    for (const parameter of parametersOf(model).values()) descend(parameter);
  }
  return { losses, weights: [...parametersOf(model).values()].map((parameter) => parameter.toFloats()) };
}

function descend(parameter: Parameter): void {
  const gradient = parameter.gradient?.toFloats() ?? new Float32Array(parameter.size);
  const moved = parameter.toFloats().map((value, i) => value - 0.1 * (gradient[i] as number));
  parameter.assign(tensorOf(parameter.shape, moved));
}

describe.each([
  ['LSTM', LSTM],
  ['GRU', GRU],
] as const)('windows of the %s', (_, cell) => {
  test('give the same bits when they are repeated in strict mode', () => {
    kernels.use('strict');
    expect(train(cell, 20)).toEqual(train(cell, 20));
  });

  test('give the same numbers on every set of kernels', () => {
    kernels.use('reference');
    const expected = train(cell, 5);
    for (const variant of kernels.available) {
      kernels.use(variant);
      const actual = train(cell, 5);
      expectClose(actual.losses, expected.losses, { relative: 1e-5 });
      actual.weights.forEach((weights, i) => {
        expectClose(weights, expected.weights[i] ?? [], { relative: 1e-4, absolute: 1e-6 });
      });
    }
  });

  test('take no more memory after a thousand than after a few', () => {
    const model = new CharLM(V, { hidden: 7, cell, random: seeded(4) });
    let state = model.initialState(3);
    const window = (): void => {
      const outcome = differentiate(model, () => {
        const unrolled = model.unroll(symbols(4, 3, 1), state);
        return { loss: crossEntropy(unrolled.outputs, symbols(4, 3, 2)), state: unrolled.state };
      });
      state = outcome.state;
      evaluate(() => model.unroll(symbols(4, 3, 1), state).outputs);
    };
    const { memory } = engine();
    const used = () => [memory.byteLength, memory.arena.capacity, memory.blocks.allocatedBytes];
    for (let i = 0; i < 3; i++) window();
    const before = used();
    for (let i = 0; i < 1000; i++) window();
    expect(used()).toEqual(before);
  });
});
