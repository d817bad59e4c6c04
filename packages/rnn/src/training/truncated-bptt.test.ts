import {
  crossEntropy,
  differentiate,
  type Indices,
  kernels,
  mean,
  Parameter,
  parametersOf,
  seeded,
  slice,
  sum,
  Tensor,
  zeros,
} from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { afterEach, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { LinearRecurrence } from '../testing/linear-recurrence.js';
import { Observer } from '../testing/observer.js';
import type { Stream } from './stream.js';
import type { Update } from './train.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate } from './validate.js';

afterEach(() => kernels.use('auto'));

/** Steps without content, for models that do not look at them. */
function silence(length: number): Stream<Tensor, undefined> {
  return {
    lanes: 1,
    length,
    window: (start, steps) => {
      const T = Math.min(steps, length - start);
      return { inputs: zeros([T, 1, 1]), targets: undefined, count: T };
    },
  };
}

const lastOutput = (outputs: Tensor): Tensor => {
  const steps = outputs.shape[0] ?? 0;
  return sum(slice(outputs, 0, steps - 1, steps));
};

describe('the golden case: h_t = w h_{t-1}, w = 0.2, h_0 = 0.9', () => {
  const derivatives = (k1: number, k2: number): number[] => {
    const model = new LinearRecurrence(0.2, 0.9);
    const observer = new Observer(model);
    for (const _ of truncatedBPTT(model, silence(3), { k1, k2, optimizer: observer, loss: lastOutput }));
    return observer.gradients.map(({ w }) => w?.[0] ?? Number.NaN);
  };

  test('the derivative of h_3 by w is 0.108 in one window', () => {
    expectClose(derivatives(3, 3), [0.108]);
  });
  test('it is 0.108 in windows of one step that look back to the start', () => {
    expectClose(derivatives(1, Number.POSITIVE_INFINITY), [0.9, 2 * 0.2 * 0.9, 0.108]);
    expectClose(derivatives(1, 3), [0.9, 2 * 0.2 * 0.9, 0.108]);
  });
  test('one step back it is h_2 = 0.036, whatever the windows before', () => {
    expectClose(derivatives(1, 1), [0.9, 0.18, 0.036]);
  });
  test('two steps back it is 2 w h_1', () => {
    expectClose(derivatives(1, 2), [0.9, 2 * 0.2 * 0.9, 2 * 0.2 * 0.18]);
  });
});

const ids = Int32Array.from({ length: 62 }, (_, i) => (i * i + 3 * i) % 7);

function languageModel(): CharLM {
  return new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });
}

/**
 * The gradients of the summed loss of `start <= t < end`, propagated back to `from`, made by hand.
 */
function gradientsByHand(model: CharLM, stream: Lanes, from: number, start: number, end: number) {
  const initial = model.initialState(stream.lanes);
  const state = from === 0 ? initial : model.unroll(stream.window(0, from).inputs, initial).state;
  const { inputs } = stream.window(from, end - from);
  const { targets } = stream.window(start, end - start);
  differentiate(model, () => {
    const { outputs } = model.unroll(inputs, state);
    return crossEntropy(slice(outputs, 0, start - from, end - from), targets, { reduction: 'sum' });
  });
  return [...parametersOf(model)].map(([path, p]) => [path, p.gradient?.toFloats()] as const);
}

const summed = (outputs: Tensor, targets: Indices): Tensor =>
  crossEntropy(outputs, targets, { reduction: 'sum' });

describe.each([
  [1, 1],
  [1, 4],
  [2, 3],
  [2, 5],
  [3, 4],
  [4, 4],
  [3, 12],
  [5, 20],
  [7, Number.POSITIVE_INFINITY],
])('TBPTT(%d, %d)', (k1, k2) => {
  test('propagates the losses of the last k1 steps, and no others, at most k2 steps back', () => {
    const model = languageModel();
    const stream = new Lanes(ids, { lanes: 3 });
    const observer = new Observer(model);
    const options = { k1, k2, optimizer: observer, loss: summed, weightByLength: false };
    for (const { position } of truncatedBPTT(model, stream, options)) {
      const { step, from, start, end } = position;
      expect(end - from).toBeLessThanOrEqual(Math.max(k2, k1));
      const observed = observer.gradients[step];
      for (const [path, expected] of gradientsByHand(model, stream, from, start, end)) {
        expectClose(observed?.[path] ?? [], expected ?? [], { absolute: 1e-5, relative: 1e-4, name: path });
      }
    }
  });

  test('takes every loss once, the ragged end included', () => {
    const model = languageModel();
    const stream = new Lanes(ids, { lanes: 4 });
    const updates = [
      ...truncatedBPTT(model, stream, { k1, k2, optimizer: new Observer(model), loss: crossEntropy }),
    ];
    const counted = updates.reduce((total, { count }) => total + count, 0);
    expect(counted).toBe(ids.length - 1);
    expect(updates.at(-1)?.position.seen).toBe(ids.length - 1);
    expect(updates.at(-1)?.position.end).toBe(stream.length);
    const whole = differentiate(model, () => {
      const { inputs, targets } = stream.window(0, stream.length);
      return crossEntropy(model.unroll(inputs, model.initialState(4)).outputs, targets);
    });
    const average = updates.reduce((total, { loss, count }) => total + loss * count, 0) / counted;
    expectClose(average, whole.loss, { relative: 1e-5 });
  });
});

test('a window as long as the stream is full back-propagation, bit for bit in strict mode', () => {
  kernels.use('strict');
  const model = languageModel();
  const stream = new Lanes(ids, { lanes: 2 });
  const observer = new Observer(model);
  const T = stream.length;
  for (const _ of truncatedBPTT(model, stream, {
    k1: T,
    k2: T,
    optimizer: observer,
    loss: summed,
    weightByLength: false,
  }));
  for (const [path, expected] of gradientsByHand(model, stream, 0, 0, T)) {
    expect(observer.gradients[0]?.[path]).toEqual(expected);
  }
});

test('a ragged window weighs by its positions where the loss averages', () => {
  const gradientsOf = (weightByLength: boolean) => {
    const model = languageModel();
    const observer = new Observer(model);
    const stream = new Lanes(ids.subarray(0, 12), { lanes: 2 }); // 11 pairs: 6 and 5 steps
    const options = { k1: 4, optimizer: observer, loss: crossEntropy, weightByLength };
    for (const _ of truncatedBPTT(model, stream, options));
    return observer.gradients.map((gradients) => gradients['head.bias'] ?? new Float32Array());
  };
  const [weighted, plain] = [gradientsOf(true), gradientsOf(false)];
  expectClose(weighted[0] ?? [], plain[0] ?? []);
  expectClose(
    weighted[1] ?? [],
    (plain[1] ?? new Float32Array()).map((g) => (g * 3) / 8),
  );
});

test('the state is carried from window to window and starts anew with each epoch', () => {
  const model = languageModel();
  const stream = new Lanes(ids.subarray(0, 21), { lanes: 2 });
  const options = { k1: 5, optimizer: new Observer(model), loss: crossEntropy, epochs: 2 };
  const updates = [...truncatedBPTT(model, stream, options)];
  expect(updates.map(({ position }) => [position.epoch, position.start, position.end])).toEqual([
    [0, 0, 5],
    [0, 5, 10],
    [1, 0, 5],
    [1, 5, 10],
  ]);
  const whole = model.unroll(stream.window(0, 10).inputs, model.initialState(2)).state;
  const floats = (state: unknown) => [...flatten(state)].flatMap((tensor) => [...tensor.toFloats()]);
  expectClose(floats(updates[1]?.state), floats(whole));
  expectClose(floats(updates[3]?.state), floats(whole));
});

function* flatten(state: unknown): Generator<Tensor> {
  if (state instanceof Tensor) yield state;
  else if (typeof state === 'object' && state !== null) {
    for (const part of Object.values(state)) yield* flatten(part);
  }
}

test('training goes on from a state that is given', () => {
  const model = new LinearRecurrence(0.5, 1);
  const options = { k1: 1, optimizer: new Observer(model), loss: lastOutput };
  const first: Update<Tensor> | undefined = [...truncatedBPTT(model, silence(2), options)].at(-1);
  const state = first?.state ?? zeros([1, 1]);
  const [next] = truncatedBPTT(model, silence(1), { ...options, state });
  expectClose(next?.loss ?? 0, 0.125);
});

test('steps of a burn-in give a state, and no loss', () => {
  const stream = new Lanes(ids.subarray(0, 41), { lanes: 2 });
  for (const k2 of [5, 12]) {
    const model = languageModel();
    const [burnt, ready] = [new Observer(model), new Observer(model)];
    const options = { k1: 5, k2, loss: crossEntropy };
    const updates = [...truncatedBPTT(model, stream, { ...options, optimizer: burnt, burnIn: 7, epochs: 2 })];
    const { state } = model.unroll(stream.window(0, 7).inputs, model.initialState(2));
    const rest: Stream = {
      lanes: 2,
      length: 13,
      window: (start, length) => stream.window(start + 7, length),
    };
    for (const _ of truncatedBPTT(model, rest, { ...options, optimizer: ready, state }));
    const spans = updates.map(({ position }) => [position.from, position.start, position.end]);
    const from = k2 === 5 ? 12 : 7;
    expect(spans.slice(0, 3)).toEqual([
      [7, 7, 12],
      [from, 12, 17],
      [k2 === 5 ? 17 : 10, 17, 20],
    ]);
    expect(updates.at(-1)?.position.seen).toBe(2 * 13 * 2);
    for (const [step, gradients] of [...ready.gradients, ...ready.gradients].entries()) {
      for (const [path, expected] of Object.entries(gradients)) {
        expectClose(burnt.gradients[step]?.[path] ?? [], expected ?? [], { name: path });
      }
    }
  }
});

test('a validation leaves out the steps of its burn-in', () => {
  const model = languageModel();
  const stream = new Lanes(ids, { lanes: 3 });
  const whole = validate(model, stream, { window: 4, loss: crossEntropy });
  const first = validate(model, head(stream, 6), { window: 4, loss: crossEntropy });
  const rest = validate(model, stream, { window: 4, loss: crossEntropy, burnIn: 6 });
  expect(rest.count).toBe(whole.count - first.count);
  expectClose(rest.loss * rest.count, whole.loss * whole.count - first.loss * first.count, {
    relative: 1e-4,
  });
  expect(() => validate(model, stream, { window: 4, loss: crossEntropy, burnIn: stream.length })).toThrow(
    `validate: burnIn is ${stream.length}; it must be a whole number of steps of at least 0, less than the ${stream.length} of the stream.`,
  );
});

/** The first steps of a stream. */
function head(stream: Stream, length: number): Stream {
  return {
    lanes: stream.lanes,
    length,
    window: (start, steps) => stream.window(start, Math.min(steps, length - start)),
  };
}

test('window lengths that make no sense are refused with the range that does', () => {
  const model = languageModel();
  const stream = new Lanes(ids, { lanes: 2 });
  const optimizer = new Observer(model);
  const start = (options: { k1: number; k2?: number; epochs?: number }) => () =>
    truncatedBPTT(model, stream, { ...options, optimizer, loss: (outputs) => mean(outputs) }).next();
  expect(start({ k1: 0 })).toThrow('k1 is 0; it must be a whole number of steps of at least 1.');
  expect(start({ k1: 1.5 })).toThrow('k1 is 1.5');
  expect(start({ k1: 4, k2: 3 })).toThrow('k2 is 3; it must be a whole number of steps of at least k1 = 4');
  expect(start({ k1: 4, epochs: 0 })).toThrow('epochs is 0');
});

test('a parameter that the model does not own gets no gradient', () => {
  const outside = new Parameter(zeros([1]));
  const model = new LinearRecurrence(0.5, 1);
  const observer = new Observer(model);
  for (const _ of truncatedBPTT(model, silence(2), { k1: 2, optimizer: observer, loss: lastOutput }));
  expect(outside.gradient).toBeUndefined();
});
