import { crossEntropy, Embedding, frozen, type Indices, Linear, Sequential, seeded } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { Bidirectional } from './bidirectional.js';
import { GRU } from './cells/gru.js';
import { gradientByLag, LearnedState, suggestWindow, truncationError } from './index.js';
import { sample } from './models/sample.js';
import type { Recurrent, Sequence, State, Unrollable, UnrollableLayer, Unrolled } from './recurrent.js';
import { Stack } from './stack.js';
import { Observer } from './testing/observer.js';
import { truncatedGradcheck } from './testing.js';
import { slidingWindowBPTT } from './training/sliding-window-bptt.js';
import { truncatedBPTT } from './training/truncated-bptt.js';
import { validate, validation } from './training/validate.js';

const random = seeded(1);
const both = () => new Bidirectional(new GRU(4, 2, { random }), new GRU(4, 2, { random }));
const stream = new Lanes(
  Int32Array.from({ length: 41 }, () => random.integer(4)),
  { lanes: 2 },
); // 20 steps

/** A model around another one. */
class Around<S extends State> implements Unrollable<S> {
  readonly embedding = new Embedding(4, 4, { random });

  constructor(
    readonly inner: UnrollableLayer<S>,
    readonly causal?: boolean | undefined,
  ) {}

  initialState(lanes: number): S {
    return this.inner.initialState(lanes);
  }

  unroll(inputs: Sequence, state: S): Unrolled<S> {
    return this.inner.unroll(this.embedding.forward(inputs as Indices), state);
  }
}

/** A model that keeps its layers where its fields do not show them. */
class Hidden<S extends State> implements Unrollable<S> {
  readonly causal = false;
  readonly #inner: UnrollableLayer<S>;

  constructor(inner: UnrollableLayer<S>) {
    this.#inner = inner;
  }

  initialState(lanes: number): S {
    return this.#inner.initialState(lanes);
  }

  unroll(inputs: Sequence, state: S): Unrolled<S> {
    return this.#inner.unroll(inputs, state);
  }
}

const models: Readonly<Record<string, () => Unrollable>> = {
  'a bidirectional layer': both,
  'a stack of one': () => new Stack([both()]),
  'a stack whose second layer is one': () => new Stack<State>([new GRU(4, 4, { random }), both()]),
  'a stack in a stack': () => new Stack<State>([new Stack([both()])]),
  'a learned state of one': () => new LearnedState(both()),
  'a model with one in a field': () => new Around(both()),
  'a model with one in a map': () =>
    Object.assign(new Around(new GRU(4, 4, { random })), { layers: new Map([['a', both()]]) }),
  'a model with one in a set': () =>
    Object.assign(new Around(new GRU(4, 4, { random })), { layers: [new Set([both()])] }),
  'a model that declares it': () => new Hidden(both()),
};

describe.each(Object.entries(models))('%s', (_, make) => {
  const options = { loss: crossEntropy };
  const message = 'whose outputs depend on later inputs (causal: false), so no state can be carried past it';

  test('is not trained or validated in windows whose state is carried', () => {
    const model = make();
    const optimizer = new Observer(model);
    for (const k1 of [5, 19, () => 20]) {
      expect(() => truncatedBPTT(model, stream, { ...options, k1, optimizer })).toThrow(message);
    }
    expect(() => truncatedBPTT(model, stream, { ...options, k1: 20, burnIn: 2, optimizer })).toThrow(message);
    const state = model.initialState(2);
    expect(() => truncatedBPTT(model, stream, { ...options, k1: 20, state, optimizer })).toThrow(message);
    expect(() => slidingWindowBPTT(model, stream, { ...options, k1: 5, k2: 20, optimizer })).toThrow(message);
    expect(() => validate(model, stream, { ...options, window: 5 })).toThrow(message);
    expect(() => validate(model, stream, { ...options, window: 20, burnIn: 2 })).toThrow(message);
    expect(() => validation(model, stream, { ...options, window: 5 })).toThrow(message);
  });

  test('is not diagnosed by single steps', () => {
    const model = make();
    expect(() => gradientByLag(model, stream, options)).toThrow(message);
    expect(() => truncationError(model, stream, { ...options, k1: 1, k2: 2 })).toThrow(message);
    expect(() => suggestWindow(model, stream, { ...options, k1: 1, bias: 1 })).toThrow(message);
    expect(() => truncatedGradcheck(model, stream, { ...options, k1: 1 })).toThrow(message);
  });
});

test('the error names the layer by its path, and the remedy', () => {
  const model = models['a stack whose second layer is one']?.() as Unrollable;
  expect(() =>
    truncatedBPTT(model, stream, { k1: 5, optimizer: new Observer(model), loss: crossEntropy }),
  ).toThrow(
    "truncatedBPTT: the layer 'layers.1' of the model is a Bidirectional, whose outputs depend on later inputs (causal: false), " +
      'so no state can be carried past it; train on whole sequences: k1: Infinity takes the whole stream as one window, from the initial state.',
  );
});

test('a model with a bidirectional layer makes no single steps and is not sampled', () => {
  const input = { shape: [1], data: Int32Array.of(1) };
  const models: readonly Recurrent[] = [new Stack([both()]), new LearnedState(both())];
  for (const model of models) {
    expect(() => model.step(input, model.initialState(1))).toThrow('depend on later inputs');
    expect(() => sample(model, { prime: [1], random })).toThrow('sample: the');
  }
  expect(() => sample(both(), { prime: [1], random })).toThrow('sample: the model is a Bidirectional');
});

test('whole sequences in one window are trained and validated', () => {
  const model = new Stack<State>([both(), new GRU(4, 4, { random })]);
  const optimizer = new Observer(model);
  for (const k1 of [20, 1000, Number.POSITIVE_INFINITY]) {
    const updates = [...truncatedBPTT(model, stream, { k1, optimizer, loss: crossEntropy, epochs: 2 })];
    expect(updates.map(({ position }) => [position.start, position.end])).toEqual([
      [0, 20],
      [0, 20],
    ]);
    expectClose(updates[0]?.loss ?? 0, updates[1]?.loss ?? 1);
  }
  const { inputs, targets } = stream.window(0, 20);
  const { outputs } = model.unroll(inputs, model.initialState(2));
  for (const window of [20, Number.POSITIVE_INFINITY]) {
    const { loss } = validate(model, stream, { window, loss: crossEntropy });
    expectClose(loss, crossEntropy(outputs, targets).item(), { relative: 1e-6 });
  }
});

test('a model that declares itself causal answers for its layers', () => {
  const model = new Around(both(), true);
  const optimizer = new Observer(model);
  expect([...truncatedBPTT(model, stream, { k1: 10, optimizer, loss: crossEntropy })]).toHaveLength(2);
});

test('a field named causal of something that is no layer says nothing', () => {
  const model = Object.assign(new Around(new GRU(4, 4, { random })), { settings: { causal: false } });
  expect(validate(model, stream, { window: 5, loss: crossEntropy }).count).toBe(40);
});

test('a layer that is not recurrent may declare it too', () => {
  const ahead = Object.assign(new Linear(4, 4, { random }), { causal: false });
  const model = Object.assign(new Around(new GRU(4, 4, { random })), { head: new Sequential(ahead) });
  expect(() => validate(model, stream, { window: 5, loss: crossEntropy })).toThrow(
    "the layer 'head.layers.0' of the model is a Linear",
  );
  expect(() =>
    validate(Object.assign(model, { head: frozen(ahead) }), stream, { window: 5, loss: crossEntropy }),
  ).toThrow("the layer 'head' of the model is a Linear");
});
