import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { parametersOf } from '../autodiff/parameters.js';
import { ShapeError } from '../errors.js';
import { stateDictionary } from '../files/state-dictionary.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { tanh } from '../ops/activations/tanh.js';
import { add } from '../ops/arithmetic.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { Embedding } from './embedding.js';
import { TiedLinear } from './tied-linear.js';

describe('an output layer tied to an embedding', () => {
  const random = seeded(1);
  const embedding = new Embedding(5, 3, { random });
  const model = { embedding, head: new TiedLinear(embedding) };
  const ids = indices([2, 2], [4, 0, 4, 1]);
  const targets = indices([2, 2], [0, 4, 1, 3]);

  test('scores each symbol by its own vector', () => {
    const small = new Embedding(2, 2, { random });
    small.weight.assign(tensor([2, 2], [1, 2, 3, 4]));
    const head = new TiedLinear(small);
    head.bias?.assign(tensor([2], [10, 20]));
    expect(head.forward(tensor([2], [1, -1])).toNested()).toEqual([9, 19]);
    expect(new TiedLinear(small, { bias: false }).forward(tensor([1, 2], [1, -1])).toNested()).toEqual([
      [-1, -1],
    ]);
  });

  test('is one parameter with the embedding, and stands once in the state dictionary', () => {
    expect(model.head.weight).toBe(embedding.weight);
    expect([...parametersOf(model).keys()]).toEqual(['embedding.weight', 'head.bias']);
    expect(Object.keys(stateDictionary(model))).toEqual(['embedding.weight', 'head.bias']);
  });

  test('adds its gradient to that of the embedding', () => {
    const both = () => crossEntropy(model.head.forward(tanh(embedding.forward(ids))), targets);
    differentiate(model, both);
    const together = embedding.weight.gradient?.toFloats() ?? [];

    const separate = new Embedding(5, 3, { random });
    separate.weight.assign(embedding.weight);
    const untied = { embedding, head: new TiedLinear(separate) };
    differentiate(untied, () => crossEntropy(untied.head.forward(tanh(embedding.forward(ids))), targets));
    const parts = add(
      embedding.weight.gradient ?? zeros([]),
      separate.weight.gradient ?? zeros([]),
    ).toFloats();
    expectClose(together, parts);
  });

  test('has the gradient of finite differences', () => {
    gradcheck(model, () => weightedSum(model.head.forward(tanh(embedding.forward(ids)))));
  });

  test('lets a padding row learn as an output only', () => {
    const padded = new Embedding(5, 3, { random, paddingIndex: 4 });
    const head = new TiedLinear(padded);
    differentiate(head, () => crossEntropy(head.forward(padded.forward(ids)), targets));
    const tied = padded.weight.gradient?.toNested() as number[][];
    expect(tied[4]).not.toEqual([0, 0, 0]);
  });

  test('names an input of another size', () => {
    expect(() => model.head.forward(zeros([2, 4]))).toThrow(
      new ShapeError(
        'TiedLinear',
        "the input is [2, 4]; its last axis must be 3, the size of the embedding's vectors.",
      ),
    );
  });
});
