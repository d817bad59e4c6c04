import {
  add,
  crossEntropy,
  Dropout,
  type Indices,
  indices,
  Linear,
  parametersOf,
  seeded,
  type Tensor,
  TiedLinear,
} from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { activationPenalty, temporalActivationPenalty } from '../regularization/activation-penalty.js';
import { Observer } from '../testing/observer.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { CharLM, type CharLMOptions } from './char-lm.js';

const V = 7;
const model = (options: Partial<CharLMOptions> = {}) =>
  new CharLM(V, { hidden: 6, layers: 2, random: seeded(3), ...options });
const shapes = (of: CharLM) =>
  Object.fromEntries(Object.entries(stateDictionary(of)).map(([path, { shape }]) => [path, shape]));
const ids = indices([5, 2], [3, 1, 4, 1, 5, 0, 2, 6, 5, 3]);
const targets = indices([5, 2], [4, 1, 5, 0, 2, 6, 5, 3, 5, 6]);
const lossOf = (of: CharLM) => crossEntropy(of.unroll(ids, of.initialState(2)).outputs, targets);

describe('a language model with a tied head', () => {
  test('has one parameter for embedding and head, and a last layer of its size', () => {
    const tied = model({ tied: true, embedding: 4, layers: 3, cell: GRU });
    expect(tied.head).toBeInstanceOf(TiedLinear);
    expect(tied.head.weight).toBe(tied.embedding?.weight);
    expect(shapes(tied)).toMatchObject({
      'embedding.weight': [V, 4],
      'rnn.layers.0.weightIh': [4, 18],
      'rnn.layers.1.weightIh': [6, 18],
      'rnn.layers.2.weightIh': [6, 12],
      'head.bias': [V],
    });
    expect('head.weight' in shapes(tied)).toBe(false);
  });

  test('embeds symbols in as many numbers as it has units, unless told otherwise', () => {
    expect(shapes(model({ tied: true, layers: 1 }))).toMatchObject({
      'embedding.weight': [V, 6],
      'rnn.layers.0.weightIh': [6, 24],
    });
    const narrow = new CharLM(V, { tied: true, embedding: 4, random: seeded(1) });
    expect(shapes(narrow)).toMatchObject({ 'rnn.layers.0.weightIh': [4, 16] });
  });

  test('scores a symbol by its vector, and has the gradient of finite differences', () => {
    const tied = model({ tied: true, embedding: 4 });
    const { outputs } = tied.body.unroll(ids, tied.initialState(2));
    const { outputs: logits } = tied.unroll(ids, tied.initialState(2));
    const vector = [...(tied.embedding?.weight.toFloats() ?? [])].slice(8, 12);
    const bias = tied.head.bias?.toFloats()[2] ?? Number.NaN;
    const score = vector.reduce((sum, x, i) => sum + x * (outputs.toFloats()[i] ?? 0), bias);
    expectClose(logits.toFloats()[2] ?? 0, score);
    gradcheck(tied, () => lossOf(tied));
  });

  test('with one layer requires as many units as numbers', () => {
    expect(() => model({ tied: true, embedding: 4, layers: 1 })).toThrow(
      'CharLM: hidden is 6, but embedding 4; a head that is tied to the embedding requires outputs as long as its vectors. Make them equal, or add a layer.',
    );
  });
});

test('a language model is as it was where nothing is tied', () => {
  const plain = model();
  expect(plain.head).toBeInstanceOf(Linear);
  expect(plain.embedding).toBeUndefined();
  expect([...parametersOf(plain).keys()].filter((path) => !path.startsWith('rnn'))).toEqual([
    'head.weight',
    'head.bias',
  ]);
  expect(shapes(model({ embedding: 3 }))).toMatchObject({
    'embedding.weight': [V, 3],
    'head.weight': [6, V],
  });
});

test('its layers may have residual connections', () => {
  const [deep, plain] = [model({ layers: 3, residual: true }), model({ layers: 3 })];
  expect([...deep.unroll(ids, deep.initialState(2)).outputs.toFloats()]).not.toEqual([
    ...plain.unroll(ids, plain.initialState(2)).outputs.toFloats(),
  ]);
  expect(Object.keys(shapes(deep))).toEqual(Object.keys(shapes(plain)));
  gradcheck(deep, () => lossOf(deep), { samples: 4 });
});

test('its logits are zero behind the end of a lane', () => {
  const { outputs } = model().unroll(ids, model().initialState(2), { lengths: [5, 3] });
  const padding = outputs.toNested() as number[][][];
  expect(padding[3]?.[1]).toEqual(Array.from({ length: V }, () => 0));
  expect(padding[2]?.[1]).not.toEqual(padding[3]?.[1]);
});

describe.each([
  ['symbols as they are', {}],
  ['an embedding', { embedding: 4 }],
  ['a tied head', { tied: true }],
])('the body of a language model with %s', (_, options) => {
  const stream = new Lanes(
    Int32Array.from({ length: 43 }, (_, i) => (i * i + 3 * i) % V),
    { lanes: 2 },
  );

  test('and its head in the loss train as the model does', () => {
    const [whole, parts] = [model(options), model(options)];
    const [expected, observed] = [new Observer(whole), new Observer(parts)];
    const windows = { k1: 5, k2: 8 };
    const updates = [
      ...truncatedBPTT(whole, stream, { ...windows, loss: crossEntropy, optimizer: expected }),
    ];
    const loss = (activations: Tensor, next: Indices) => crossEntropy(parts.head.forward(activations), next);
    const others = [...truncatedBPTT(parts.body, stream, { ...windows, loss, optimizer: observed })];
    expectClose(
      others.map((update) => update.loss),
      updates.map((update) => update.loss),
      { relative: 1e-6 },
    );
    for (const [step, gradients] of expected.gradients.entries()) {
      for (const [path, gradient] of Object.entries(gradients)) {
        const other = observed.gradients[step]?.[path] ?? [];
        expectClose(other, gradient ?? [], { relative: 1e-4, absolute: 1e-7, name: path });
      }
    }
  });

  test('let a loss penalize activations', () => {
    const penalized = model(options);
    const dropout = new Dropout(0.5, { random: seeded(9) });
    const parts: number[][] = [];
    const loss = (activations: Tensor, next: Indices) => {
      const dropped = dropout.forward(activations);
      const terms = [
        crossEntropy(penalized.head.forward(dropped), next),
        activationPenalty(dropped, 2),
        temporalActivationPenalty(activations, 1),
      ];
      parts.push(terms.map((term) => term.item()));
      return terms.reduce((total, term) => add(total, term));
    };
    const optimizer = new Observer(penalized);
    const updates = [...truncatedBPTT(penalized.body, stream, { k1: 7, loss, optimizer })];
    expect(updates).toHaveLength(3);
    for (const [i, { loss: total }] of updates.entries()) {
      expectClose(total, parts[i]?.reduce((sum, x) => sum + x, 0) ?? 0, { relative: 1e-6 });
      expect(parts[i]?.every((term) => term > 0)).toBe(true);
    }
  });
});
