/** A state is a value: saved, restored, forked, of any batch size. */

import type { Tensor } from '@tbptt/core';
import {
  crossEntropy,
  differentiate,
  full,
  kernels,
  type Outcome,
  Parameter,
  parametersOf,
  type StepResult,
  seeded,
  square,
  sum,
  zeros,
} from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors } from '@tbptt/core/files';
import { tensorOf } from '@tbptt/core/operation';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { afterEach, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { sample } from '../models/sample.js';
import type { State } from '../recurrent.js';
import type { StackState } from '../stack.js';
import type { Stepper } from '../training/stepper.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { flattenState, restoreState } from './flatten-state.js';
import { selectLanes } from './select-lanes.js';

afterEach(() => kernels.use('auto'));

const ids = Int32Array.from({ length: 121 }, (_, i) => (i * i + 3 * i) % 7);
const stream = new Lanes(ids, { lanes: 3 }); // 40 steps
const from = (start: number) => ({
  lanes: 3,
  length: 40 - start,
  window: (first: number, length: number) => stream.window(start + first, length),
});
const languageModel = () => new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });
const numbersOf = (state: State) =>
  Object.values(flattenState(state)).map((tensor) => [...tensor.toFloats()]);

/** Plain gradient descent. */
class Descent implements Stepper {
  constructor(readonly model: object) {}

  step<R extends StepResult>(closure: () => R): Outcome<R> {
    const outcome = differentiate(this.model, closure);
    for (const parameter of parametersOf(this.model).values()) {
      const gradient = parameter.gradient?.toFloats() ?? new Float32Array(parameter.size);
      const moved = parameter.toFloats().map((value, i) => value - 0.5 * (gradient[i] ?? 0));
      parameter.assign(tensorOf(parameter.shape, moved));
    }
    return outcome;
  }
}

/** A state that went through a file. */
const throughFile = (state: StackState, like: StackState): StackState =>
  restoreState(decodeSafetensors(encodeSafetensors(flattenState(state))).tensors, like);

test('training goes on from a state that was saved as if it had never stopped', () => {
  kernels.use('strict');
  const options = { k1: 5, loss: crossEntropy };
  const train = (model: CharLM, stop: number) => {
    const updates = [];
    for (const update of truncatedBPTT(model, stream, { ...options, optimizer: new Descent(model) })) {
      updates.push(update);
      if (update.position.end === stop) break;
    }
    return updates;
  };
  const whole = train(languageModel(), 40);
  const model = languageModel();
  const half = train(model, 20);
  const state = throughFile(half.at(-1)?.state ?? [], model.initialState(1));
  const rest = [...truncatedBPTT(model, from(20), { ...options, optimizer: new Descent(model), state })];
  expect([...half, ...rest].map(({ loss }) => loss)).toEqual(whole.map(({ loss }) => loss));
  expect(numbersOf(rest.at(-1)?.state ?? [])).toEqual(numbersOf(whole.at(-1)?.state ?? []));
});

test('what is trained later leaves a state as it was', () => {
  const model = languageModel();
  const options = { k1: 5, loss: crossEntropy, optimizer: new Descent(model) };
  const kept = Array.from(truncatedBPTT(model, stream, options), ({ state }) => ({
    state,
    numbers: numbersOf(state),
  }));
  expect(kept).toHaveLength(8);
  for (const { state, numbers } of kept) expect(numbersOf(state)).toEqual(numbers);
});

describe('the state of a batch', () => {
  const model = languageModel();
  const { state } = model.unroll(stream.window(0, 12).inputs, model.initialState(3));
  const { inputs } = stream.window(12, 6);
  const outputs = model.unroll(inputs, state).outputs.toNested() as number[][][];

  test('gives each lane alone, in any order and as often as wanted', () => {
    const picked = selectLanes(state, [2, 0, 2, 1]);
    expect(flattenState(picked)['state.1.c']?.shape).toEqual([4, 6]);
    const lanes = [2, 0, 2, 1];
    const data = Int32Array.from(
      { length: 6 * 4 },
      (_, i) => inputs.data[3 * Math.floor(i / 4) + (lanes[i % 4] ?? 0)] ?? 0,
    );
    const others = model.unroll({ shape: [6, 4], data }, picked).outputs.toNested() as number[][][];
    expectClose(
      others.flat(2),
      outputs.flatMap((step) => lanes.flatMap((lane) => step[lane] ?? [])),
      { absolute: 1e-6 },
    );
  });

  test('forks for samples that go their own ways from what training has read', () => {
    const one = selectLanes(state, [1]);
    const write = (seed: number) =>
      Array.from(
        sample(model, { random: seeded(seed), prime: [3], length: 30, state: one }),
        ({ symbol }) => symbol,
      );
    expect(write(1)).toEqual(write(1));
    expect(write(1)).not.toEqual(write(2));
    expect(numbersOf(one)).toEqual(numbersOf(selectLanes(state, [1])));
  });

  test('passes gradients to the lanes that were selected', () => {
    const h = new Parameter(full([3, 2], 0.5));
    differentiate([h], () => sum(square(selectLanes({ h }, [0, 2, 2]).h)));
    expectClose(h.gradient?.toFloats() ?? [], [1, 1, 0, 0, 2, 2]);
    gradcheck([h], () => sum(square(selectLanes({ h }, [0, 2, 2]).h)));
  });

  test('has no lanes but its own', () => {
    expect(() => selectLanes(state, [0, 3])).toThrow(
      'selectLanes: there is no lane 3; the state has the lanes 0 to 2.',
    );
  });
});

describe('a state that was taken apart', () => {
  const model = languageModel();

  test('has a path for each tensor', () => {
    expect(Object.keys(flattenState(model.initialState(2)))).toEqual([
      'state.0.h',
      'state.0.c',
      'state.1.h',
      'state.1.c',
    ]);
    expect(Object.keys(flattenState(zeros([1, 1])))).toEqual(['state']);
  });

  test('fits together in as many lanes as it had', () => {
    const state = selectLanes(
      model.unroll(stream.window(0, 3).inputs, model.initialState(3)).state,
      [0, 1, 1, 2, 0],
    );
    const restored = throughFile(state, model.initialState(1));
    expect(numbersOf(restored)).toEqual(numbersOf(state));
  });

  test('is refused where it does not fit', () => {
    const tensors = flattenState(model.initialState(2));
    const restore = (changed: Record<string, Tensor>) => () => restoreState(changed, model.initialState(1));
    const { 'state.1.h': _, ...incomplete } = tensors;
    expect(restore(incomplete)).toThrow("restoreState: there is no 'state.1.h'");
    expect(restore({ ...tensors, 'state.0.c': zeros([2, 5]) })).toThrow(
      "restoreState: 'state.0.c' is [2, 5]; it must be [2, 6].",
    );
    expect(restore({ ...tensors, 'state.1.c': zeros([3, 6]) })).toThrow(
      "'state.1.c' is [3, 6]; it must be [2, 6]",
    );
  });
});

test.each([
  ['a map', new Map([['h', zeros([1, 2])]])],
  ['a promise', Promise.resolve(zeros([1, 2]))],
  ['a number', 3],
  ['null', null],
])('%s is no state, though it has no fields that are none', (_, state) => {
  for (const use of [flattenState, (given: State) => selectLanes(given, [0])]) {
    expect(() => use(state as never)).toThrow('a state is tensors [B, H] in objects and arrays');
    expect(() => use([{ h: state as never }])).toThrow('a state is tensors [B, H] in objects and arrays');
  }
});
