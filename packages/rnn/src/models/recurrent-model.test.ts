import {
  add,
  crossEntropy,
  Dropout,
  Embedding,
  evaluate,
  frozen,
  indices,
  Linear,
  mean,
  multiply,
  parametersOf,
  Sequential,
  seeded,
  square,
  type Tensor,
  tanh,
  tensor,
} from '@tbptt/core';
import { stateDictionary, toTorch } from '@tbptt/core/files';
import { gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { bidirectional } from '../bidirectional.js';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import type { State } from '../recurrent.js';
import { LockedDropout } from '../regularization/locked-dropout.js';
import { tensorsOf } from '../states/map-states.js';
import { CharLM } from './char-lm.js';
import { RecurrentModel, type RecurrentModelOptions } from './recurrent-model.js';

const [T, B, D] = [4, 2, 3];
const noise = seeded(9);
const vectors = tensor(
  [T, B, D],
  Array.from({ length: T * B * D }, () => noise.normal()),
);
const symbols = indices([T, B], [0, 1, 2, 2, 1, 0, 0, 2]);
const shapes = (of: object) =>
  Object.fromEntries(Object.entries(stateDictionary(of)).map(([path, { shape }]) => [path, shape]));
const make = (options: Partial<RecurrentModelOptions> = {}) =>
  new RecurrentModel(D, { hidden: 5, layers: 2, random: seeded(4), ...options });
const input = () => new Sequential(new Linear(D, 6, { random: seeded(5) }), tanh);
const dropout = () => new Dropout(0.5, { random: seeded(6) });
const head = () => new Sequential(new Linear(5, 4, { random: seeded(7) }), tanh);

const models: Readonly<Record<string, Partial<RecurrentModelOptions>>> = {
  'layers only': {},
  'a head': { outputs: 2 },
  'an input layer': { input: input(), outputs: 2 },
  'dropout and a head of its own': { dropout: dropout(), head: head() },
  'locked dropout and residual connections': {
    dropout: new LockedDropout(0.5, { random: seeded(6) }),
    residual: true,
    outputs: 1,
  },
  'another cell': { cell: GRU, layers: 1, outputs: 3 },
};

describe.each(Object.entries(models))('a model of %s', (_, options) => {
  const model = make(options);

  test('makes steps that are those of a window', () => {
    const { outputs, state } = model.unroll(vectors);
    let stepped = model.initialState(B);
    const flat: number[] = [];
    for (let t = 0; t < T; t++) {
      const x = tensor([B, D], vectors.toFloats().subarray(t * B * D, (t + 1) * B * D));
      const { output, state: next } = model.step(x, stepped);
      expect(output.shape).toEqual([B, model.outputSize]);
      flat.push(...output.toFloats());
      stepped = next;
    }
    expect(flat).toEqual([...outputs.toFloats()]);
    const floats = (of: State) => tensorsOf(of).map((each) => [...each.toFloats()]);
    expect(floats(stepped)).toEqual(floats(state));
  });

  test('reads nothing behind the end of a lane, not even NaN', () => {
    const spoiled = tensor(
      [T, B, D],
      vectors.toFloats().map((x, i) => (i >= 3 * B * D && Math.floor(i / D) % B === 1 ? Number.NaN : x)),
    );
    const lossOf = (x: typeof vectors) => {
      const { outputs } = model.unroll(x, undefined, { lengths: [4, 3] });
      return mean(square(outputs));
    };
    expect(evaluate(() => lossOf(spoiled)).item()).toBe(evaluate(() => lossOf(vectors)).item());
    const { outputs } = model.unroll(spoiled, undefined, { lengths: [4, 3] });
    expect(Array.from(outputs.toFloats().slice(-model.outputSize))).toEqual(
      Array.from({ length: model.outputSize }, () => 0),
    );
  });
});

test.each([
  ['an input layer', { input: input(), outputs: 2 }],
  ['an embedding and an input layer', { embedding: 3, input: input(), outputs: 3 }],
  ['both directions', { cell: bidirectional(GRU), embedding: 4, outputs: 2 }],
  ['a head of its own', { head: head() }],
])('the gradient of a model with %s is that of finite differences', (_, options) => {
  const model = make(options);
  const read = 'embedding' in options ? symbols : vectors;
  const lossOf = () => mean(square(model.unroll(read, undefined, { lengths: [4, 3] }).outputs));
  gradcheck(model, lossOf, { samples: 6 });
});

test('a step applies the head as its class does, with its present weights', () => {
  class Doubled extends Linear {
    override forward(x: Tensor): Tensor {
      return multiply(super.forward(x), 2);
    }
  }
  const [model, doubled] = [Linear, Doubled].map((Head) =>
    make({ head: new Head(5, 3, { random: seeded(6) }) }),
  ) as [RecurrentModel, RecurrentModel];
  const symbol = indices([1], [2]);
  const logitsOf = (made: RecurrentModel) => made.step(symbol, made.initialState(1)).output.toFloats();
  const before = logitsOf(model);
  expect(logitsOf(doubled)).toEqual(before.map((logit) => 2 * logit));
  const { bias } = model.head as Linear;
  bias?.assign(add(bias, 1));
  const after = logitsOf(model);
  expect(after).not.toEqual(before);
  expect(after).toEqual(model.unroll(indices([1, 1], [2])).outputs.toFloats());
});

test('its parts have the sizes of those before them', () => {
  const model = make({ embedding: 4, cell: bidirectional(LSTM), outputs: 7 });
  expect(shapes(model)).toMatchObject({
    'embedding.weight': [D, 4],
    'rnn.layers.0.forwardLayer.weightIh': [4, 20],
    'rnn.layers.1.backwardLayer.weightIh': [10, 20],
    'head.weight': [10, 7],
  });
  expect(model.outputSize).toBe(7);
  expect(make({ cell: bidirectional(LSTM) }).outputSize).toBe(10);
  expect(make({ head: head() }).outputSize).toBe(4);
  expect(shapes(make({ input: input() }))).toMatchObject({ 'rnn.layers.0.weightIh': [6, 20] });
});

test('a CharLM is a model with as many outputs as inputs, to the last bit', () => {
  const options = { hidden: 5, layers: 2, embedding: 4 };
  const [lm, model] = [
    new CharLM(D, { ...options, random: seeded(1) }),
    new RecurrentModel(D, { ...options, outputs: D, random: seeded(1) }),
  ];
  expect(lm).toBeInstanceOf(RecurrentModel);
  expect(Object.keys(stateDictionary(lm))).toEqual(Object.keys(stateDictionary(model)));
  expect([...lm.unroll(symbols).outputs.toFloats()]).toEqual([...model.unroll(symbols).outputs.toFloats()]);
});

test('dropout acts between layers and before the head while a step is made, and not outside', () => {
  const seen: (readonly number[])[] = [];
  const spy = (x: typeof vectors) => {
    seen.push(x.shape);
    return x;
  };
  make({ layers: 3, dropout: spy, outputs: 2 }).unroll(vectors);
  expect(seen).toEqual(Array.from({ length: 3 }, () => [T, B, 5]));
  seen.length = 0;
  make({ layers: 3, dropout: spy, between: (x) => x, outputs: 2 }).unroll(vectors);
  expect(seen).toHaveLength(1);
});

test('an embedding that is frozen is used and not trained', () => {
  const embedding = new Embedding(D, 4, { random: seeded(8) });
  const model = make({ embedding: frozen(embedding), outputs: D });
  expect([...parametersOf(model).keys()].some((path) => path.startsWith('embedding'))).toBe(false);
  expect(crossEntropy(model.unroll(symbols).outputs, symbols).item()).toBeGreaterThan(0);
});

test('it goes to PyTorch under the names of its parts', () => {
  const names = Object.keys(toTorch(make({ embedding: 4, cell: bidirectional(LSTM), outputs: 2 })));
  expect(names.slice(0, 3)).toEqual(['embedding.weight', 'rnn.weight_ih_l0', 'rnn.weight_hh_l0']);
  expect(names).toContain('rnn.weight_hh_l1_reverse');
  expect(names.slice(-2)).toEqual(['head.weight', 'head.bias']);
});

test.each([
  [{ outputs: 2, head: tanh }, 'head is given beside outputs; a model has one head'],
  [{ tied: true, head: tanh }, 'head is given beside tied'],
  [{ tied: true, outputs: 2 }, 'outputs is 2, but a head that is tied'],
  [{ tied: true, cell: bidirectional(LSTM) }, "its last axis must be 5, the size of the embedding's vectors"],
  [
    { embedding: new Embedding(4, 2, { random: seeded(1) }) },
    'the embedding has 4 symbols, but the model reads 3',
  ],
  [{ embedding: 'a' as never }, "embedding is 'a'; it must be the size of the vectors, or an Embedding"],
  [{ input: new Linear(2, 2, { random: seeded(1) }) }, 'its last axis must be 2'],
  [
    { head: (x: typeof vectors) => evaluate(() => (x.shape.length === 0 ? x : vectors)) },
    'head turns [1, 1, 5] into [4, 2, 3]',
  ],
  [{ outputs: 0 }, 'outputs is 0'],
  [{ cell: 3 as never }, 'cell is 3; it must be a class of recurrent layers'],
  [{ depth: 2 } as never, "there is no option 'depth'"],
])('options that contradict themselves are refused: %#', (options, message) => {
  expect(() => make(options)).toThrow(message);
});

test('an error names the class that was made', () => {
  class Tagger extends RecurrentModel {}
  expect(() => new Tagger(D, { hidden: 0, random: seeded(1) })).toThrow('Tagger: hidden is 0');
});
