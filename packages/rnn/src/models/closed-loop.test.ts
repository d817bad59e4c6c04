import {
  ArgumentError,
  add,
  concat,
  evaluate,
  mean,
  multiply,
  normal,
  parameter,
  reshape,
  ShapeError,
  seeded,
  slice,
  square,
  type Tensor,
  zeros,
} from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { adam, Optimizer } from '@tbptt/optim';
import { describe, expect, test } from 'vitest';
import { bidirectional } from '../bidirectional.js';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { flattenState } from '../states/flatten-state.js';
import { closedLoop } from './closed-loop.js';
import { RecurrentModel } from './recurrent-model.js';

const random = seeded(6);
const [D, B] = [2, 3];
const model = new RecurrentModel(D, { hidden: 5, cell: GRU, outputs: D, random });
const first = normal()([B, D], random);

describe('a model that reads its own outputs', () => {
  test('gives what unroll gives for the inputs that it read', () => {
    const { inputs, outputs, state, next } = closedLoop(model, first, { steps: 6 });
    expect(inputs.shape).toEqual([6, B, D]);
    const open = model.unroll(inputs);
    expectClose(outputs.toFloats(), [...open.outputs.toFloats()], { relative: 1e-5, absolute: 1e-6 });
    const after = flattenState(open.state);
    for (const [path, tensor] of Object.entries(flattenState(state))) {
      expectClose(tensor.toFloats(), [...(after[path]?.toFloats() ?? [])], {
        relative: 1e-5,
        absolute: 1e-6,
      });
    }
    expect(slice(inputs, 0, 0, 1).toFloats()).toEqual(first.toFloats());
    expect(slice(inputs, 0, 1, 6).toFloats()).toEqual(slice(outputs, 0, 0, 5).toFloats());
    expect(next.toFloats()).toEqual(slice(outputs, 0, 5, 6).toFloats());
  });

  test('continues from a state and its next input', () => {
    const whole = closedLoop(model, first, { steps: 7 });
    const begun = closedLoop(model, first, { steps: 3 });
    const rest = closedLoop(model, begun.next, { steps: 4, state: begun.state });
    const both = [...begun.outputs.toFloats(), ...rest.outputs.toFloats()];
    expect(both).toEqual([...whole.outputs.toFloats()]);
  });

  test('has the gradient of finite differences, through all steps', () => {
    const learned = { model, start: parameter(first) };
    gradcheck(learned, () => mean(square(closedLoop(model, add(learned.start, 0), { steps: 4 }).outputs)));
  });

  test('is without a step method a loop of windows', () => {
    const { outputSize } = model;
    const windows = {
      outputSize,
      initialState: (lanes: number) => model.initialState(lanes),
      unroll: (...given: Parameters<typeof model.unroll>) => model.unroll(...given),
    };
    const run = (of: typeof windows) => closedLoop(of, first, { steps: 4 }).outputs.toFloats();
    expectClose(run(windows), [...run(model)], { relative: 1e-5, absolute: 1e-6 });
  });
});

test('next makes the inputs, of the output, the input and the step', () => {
  const controller = new RecurrentModel(D, { hidden: 4, outputs: 1, random });
  const seen: number[] = [];
  const answer = (force: Tensor, input: Tensor, step: number): Tensor => {
    seen.push(step);
    return add(input, concat([force, multiply(force, -1)], -1));
  };
  const { inputs, outputs, next } = closedLoop(controller, first, { steps: 3, next: answer });
  expect(seen).toEqual([0, 1, 2]);
  const force = reshape(slice(outputs, 0, 2, 3), [B, 1]);
  const last = reshape(slice(inputs, 0, 2, 3), [B, D]);
  expect(next.toFloats()).toEqual(answer(force, last, 0).toFloats());
});

test('a loop learns to bring its input to zero', () => {
  const controller = new RecurrentModel(1, { hidden: 8, cell: LSTM, outputs: 1, random });
  const distance = () => {
    const from = normal()([16, 1], random);
    return mean(square(closedLoop(controller, from, { steps: 8, next: (u, x) => add(x, u) }).inputs));
  };
  const optimizer = new Optimizer(controller, adam({ learningRate: 2e-2 }));
  const before = evaluate(distance).item();
  for (let i = 0; i < 100; i++) optimizer.step(distance);
  expect(evaluate(distance).item()).toBeLessThan(0.5 * before);
});

test('what does not fit is refused', () => {
  const run =
    (given: unknown, options: unknown, of: unknown = model) =>
    () =>
      closedLoop(of as never, given as never, options as never);
  const controller = new RecurrentModel(D, { hidden: 4, outputs: 1, random });
  expect(run(first, { steps: 2 }, controller)).toThrow(ShapeError);
  expect(run(first, { steps: 2 }, controller)).toThrow(
    'the input of step 1 is [3, 1], the first [3, 2]; they must be alike: give the option next',
  );
  expect(run(zeros([D]), { steps: 2 })).toThrow('the first input is [2]; it must be [B, D]');
  for (const [given, options, of] of [
    [[1, 2], { steps: 2 }],
    [first, undefined],
    [first, { steps: 0 }],
    [first, { steps: 2, next: 5 }],
    [first, { steps: 2, next: () => 5 }],
    [first, { steps: 2, length: 5 }],
    [first, { steps: 2 }, {}],
    [first, { steps: 2 }, new (bidirectional(GRU))(D, 1, { random })],
  ] as const) {
    expect(run(given, options, of)).toThrow(ArgumentError);
  }
});
