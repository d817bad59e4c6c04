import {
  add,
  differentiate,
  multiply,
  type Outcome,
  Parameter,
  parametersOf,
  type StepResult,
  seeded,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { LSTM } from '../cells/lstm.js';
import type { LayerState } from '../cells/recurrent-layer.js';
import { Stack } from '../stack.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { LearnedState } from './learned-state.js';
import { tensorsOf } from './map-states.js';

const [T, B, D] = [5, 3, 2];
const random = seeded(2);
const drawn = (...shape: number[]): Tensor =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => random.normal()),
  );

function learnedStack(): LearnedState<readonly LayerState<'h' | 'c'>[]> {
  const learned = new LearnedState(new Stack([new LSTM(D, 4, { random }), new LSTM(4, 3, { random })]));
  for (const parameter of tensorsOf(learned.initial))
    (parameter as Parameter).assign(drawn(...parameter.shape));
  return learned;
}

describe('a learned initial state', () => {
  test('starts as the state of the layer, and is named by its place', () => {
    const learned = new LearnedState(new Stack([new LSTM(D, 4, { random })]));
    expect(tensorsOf(learned.initial).map((x) => [...x.toFloats()])).toEqual([
      Array(4).fill(0),
      Array(4).fill(0),
    ]);
    expect([...parametersOf(learned).keys()].slice(-2)).toEqual(['initial.0.h', 'initial.0.c']);
    expect(learned.initialState(2)[0]?.h.shape).toEqual([2, 4]);
  });

  test('has the gradients of finite differences, also where lanes end early and start anew', () => {
    const learned = learnedStack();
    const x = new Parameter(drawn(T, B, D));
    const [weights, final] = [drawn(T, B, 3), drawn(B, 3)];
    const resets = {
      shape: [T, B],
      data: Int32Array.from({ length: T * B }, (_, i) => (i % 4 === 1 ? 1 : 0)),
    };
    for (const lanes of [{}, { resets }, { resets, lengths: [5, 1, 3] }]) {
      gradcheck({ learned, x }, () => {
        const { outputs, state } = learned.unroll(x, learned.initialState(B), lanes);
        return add(sum(multiply(outputs, weights)), sum(multiply(state[1]?.c ?? zeros([B, 3]), final)));
      });
    }
  });

  test('is where a lane that is reset goes on from', () => {
    const learned = learnedStack();
    const inputs = drawn(T, B, D).toFloats();
    const resets = { shape: [T, B], data: new Int32Array(T * B) };
    resets.data[2 * B + 1] = 1;
    const { outputs } = learned.unroll(tensor([T, B, D], inputs), learned.initialState(B), { resets });
    const rest = inputs.slice(2 * B * D);
    const fresh = learned.unroll(tensor([T - 2, B, D], rest), learned.initialState(B)).outputs.toFloats();
    const whole = learned.unroll(tensor([T, B, D], inputs), learned.initialState(B)).outputs.toFloats();
    outputs.toFloats().forEach((value, i) => {
      const [t, lane] = [Math.floor(i / (3 * B)), Math.floor(i / 3) % B];
      expectClose(value, (lane === 1 && t >= 2 ? fresh[i - 2 * 3 * B] : whole[i]) ?? Number.NaN);
    });
  });

  test('keeps the state of a lane that has ended before it would be reset', () => {
    const learned = learnedStack();
    const inputs = drawn(T, B, D);
    const resets = { shape: [T, B], data: new Int32Array(T * B).fill(1, 3 * B) };
    const lengths = [2, 2, 2];
    const one = learned.unroll(inputs, learned.initialState(B), { lengths, resets });
    const other = learned.unroll(inputs, learned.initialState(B), { lengths });
    expect(tensorsOf(one.state).map((x) => [...x.toFloats()])).toEqual(
      tensorsOf(other.state).map((x) => [...x.toFloats()]),
    );
    expect([...one.outputs.toFloats()]).toEqual([...other.outputs.toFloats()]);
  });

  test('is trained by the windows that reach back to the start, and by no others', () => {
    const learned = learnedStack();
    const inputs = drawn(8, B, D).toFloats();
    const stream = {
      lanes: B,
      length: 8,
      window: (start: number, length: number) => {
        const steps = Math.min(length, 8 - start);
        const data = inputs.slice(start * B * D, (start + steps) * B * D);
        return { inputs: tensor([steps, B, D], data), targets: undefined, count: steps * B };
      },
    };
    const reached: boolean[] = [];
    const absent: boolean[] = [];
    const optimizer = {
      step<R extends StepResult>(closure: () => R): Outcome<R> {
        const outcome = differentiate(learned, closure);
        const gradients = tensorsOf(learned.initial).map((x) => (x as Parameter).gradient?.toFloats() ?? []);
        reached.push(gradients.every((gradient) => gradient.some((number) => number !== 0)));
        absent.push(tensorsOf(learned.initial).every((x) => (x as Parameter).gradient === undefined));
        return outcome;
      },
    };
    const options = { k1: 2, k2: 4, optimizer, loss: (outputs: Tensor) => sum(outputs), epochs: 2 };
    for (const _ of truncatedBPTT(learned, stream, options));
    expect(reached).toEqual([true, true, false, false, true, true, false, false]);
    expect(absent).toEqual(reached.map((reach) => !reach));
  });
});
