import { describe, expect, test } from 'vitest';
import { differentiate } from '../../autodiff/differentiate.js';
import { ArgumentError, FormatError, LifetimeError } from '../../errors.js';
import { BatchNorm } from '../../nn/batch-norm.js';
import { Embedding } from '../../nn/embedding.js';
import { Linear } from '../../nn/linear.js';
import { Sequential } from '../../nn/sequential.js';
import { TiedLinear } from '../../nn/tied-linear.js';
import { tanh } from '../../ops/activations/tanh.js';
import { sum } from '../../ops/reduce.js';
import { seeded } from '../../random/seeded.js';
import { indices } from '../../tensor/indices.js';
import { full, scalar, type Tensor, tensor, zeros } from '../../tensor/tensor.js';
import { decodeSafetensors } from '../safetensors/decode.js';
import { encodeSafetensors } from '../safetensors/encode.js';
import { stateDictionary } from '../state-dictionary.js';
import { fromTorch } from './from-torch.js';
import { type TorchDictionary, toTorch } from './to-torch.js';

function makeModel(seed: number): Sequential {
  const random = seeded(seed);
  return new Sequential(new Linear(2, 3, { random }), new BatchNorm(3), tanh, new Linear(3, 1, { random }));
}

const numbersOf = (model: object) => Object.values(stateDictionary(model)).map((entry) => entry.toNested());

describe('weights from PyTorch', () => {
  test('are those that went there, through a file too', () => {
    const [model, copy, other] = [makeModel(1), makeModel(2), makeModel(3)];
    differentiate(model, () => sum(model.forward(tensor([3, 2], [1, 2, 3, 4, 5, 7]))));
    fromTorch(copy, toTorch(model));
    expect(numbersOf(copy)).toEqual(numbersOf(model));
    fromTorch(other, decodeSafetensors(encodeSafetensors(toTorch(model))).tensors);
    expect(numbersOf(other)).toEqual(numbersOf(model));
  });

  test('come transposed where PyTorch keeps them so', () => {
    const layer = new Linear(2, 3, { random: seeded(1), bias: false });
    fromTorch(layer, { weight: tensor([3, 2], [1, 4, 2, 5, 3, 6]) });
    expect([...layer.weight.toFloats()]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('in double precision are rounded', () => {
    const layer = new Linear(1, 1, { random: seeded(1), bias: false });
    fromTorch(layer, { weight: tensor([1, 1], Float64Array.of(0.1)) });
    expect(layer.weight.item()).toBe(Math.fround(0.1));
  });

  test('may be the parameters of the model itself', () => {
    const layer = new Linear(2, 2, { random: seeded(1), bias: false });
    const [a, b, c, d] = layer.weight.toFloats();
    fromTorch(layer, { weight: layer.weight });
    expect([...layer.weight.toFloats()]).toEqual([a, c, b, d]);
  });
});

describe('a tied weight', () => {
  const random = seeded(1);
  const embedding = new Embedding(2, 1, { random });
  const model = { embedding, head: new TiedLinear(embedding, { bias: false }) };

  test('may come under all of its names or under one', () => {
    fromTorch(model, { 'embedding.weight': full([2, 1], 3), 'head.weight': full([2, 1], 3) });
    expect(model.head.weight.toNested()).toEqual([[3], [3]]);
    fromTorch(model, { 'head.weight': full([2, 1], 4) });
    expect(model.head.weight.toNested()).toEqual([[4], [4]]);
  });

  test('may be left out of a file under either name', () => {
    const { 'embedding.weight': _, ...byHead } = toTorch(model);
    const { 'head.weight': __, ...byEmbedding } = toTorch(model);
    const before = model.embedding.weight.toNested();
    for (const some of [byHead, byEmbedding]) {
      const { tensors } = decodeSafetensors(encodeSafetensors(some));
      model.embedding.weight.assign(zeros([2, 1]));
      fromTorch(model, tensors);
      expect(model.embedding.weight.toNested()).toEqual(before);
    }
  });

  test('must be the same under all of them', () => {
    const load = () =>
      fromTorch(model, { 'embedding.weight': full([2, 1], 3), 'head.weight': full([2, 1], 5) });
    expect(load).toThrow('(not usable: head.weight differs from embedding.weight, to which it is tied)');
    expect(() => fromTorch(model, {})).toThrow('(missing: embedding.weight, head.weight)');
  });
});

describe('a dictionary that does not fit', () => {
  test('is refused with a list of everything that is wrong, and nothing is written', () => {
    const model = makeModel(1);
    const before = numbersOf(model);
    const { '0.bias': _, ...rest } = toTorch(model);
    const dictionary = {
      ...rest,
      '0.weight': zeros([2, 3]),
      '1.running_var': full([3], 5),
      '1.num_batches_tracked': scalar(0.5),
      '3.bias': tensor([1], Float64Array.of(1e300)),
      'layers.3.weight': zeros([1]),
    };
    const load = () => fromTorch(model, dictionary);
    expect(load).toThrow(FormatError);
    expect(load).toThrow(
      'fromTorch: the entries do not fit the model (missing: 0.bias; unexpected: layers.3.weight; ' +
        'of another shape: 0.weight is [2, 3] for [3, 2]; not usable: 1.num_batches_tracked is 0.5; it must be a whole number from 0 to 16777216, ' +
        '3.bias has the number 1e+300, which is beyond single precision). ' +
        'Names and shapes must be those of the same model in PyTorch, which toTorch(model) shows; nothing was written.',
    );
    const facts = { missing: ['0.bias'], unexpected: ['layers.3.weight'] };
    expect(load).toThrow(expect.objectContaining({ facts: expect.objectContaining(facts) as object }));
    expect(numbersOf(model)).toEqual(before);
  });

  test('of whole numbers is refused where weights are wanted, and taken where a count is', () => {
    const norm = new BatchNorm(1);
    const dictionary = { ...toTorch(norm), num_batches_tracked: indices([], [7]) };
    fromTorch(norm, dictionary);
    expect(norm.numBatchesTracked.item()).toBe(7);
    const load = () => fromTorch(norm, { ...dictionary, weight: indices([1], [7]) });
    expect(load).toThrow('(not usable: weight has whole numbers; it must have floating-point numbers)');
    expect(() => fromTorch(norm, { ...dictionary, num_batches_tracked: indices([], [-1]) })).toThrow(
      'num_batches_tracked is -1',
    );
  });

  test('without tensors is refused with the remedy', () => {
    const layer = new Linear(2, 2, { random: seeded(1) });
    const lost = JSON.parse(JSON.stringify(toTorch(layer))) as TorchDictionary;
    expect(() => fromTorch(layer, lost)).toThrow(FormatError);
    expect(() => fromTorch(layer, lost)).toThrow('Tensors do not survive JSON and structuredClone');
    const load = (given: unknown) => (): unknown => Reflect.apply(fromTorch, undefined, [layer, given]);
    expect(load(structuredClone({ weight: { shape: [2, 2] }, bias: null }))).toThrow(
      '(not usable: weight is an object; it must be a tensor or indices, bias is null; it must be a tensor or indices)',
    );
    const map = new Map(Object.entries(toTorch(layer)));
    expect(load(map)).toThrow(ArgumentError);
    expect(load(map)).toThrow('fromTorch: the dictionary is a Map; it must be a record');
    expect((): unknown => Reflect.apply(toTorch, undefined, [undefined])).toThrow(
      'toTorch: the model is undefined',
    );
  });

  test('of whole numbers that are not as many as their shape says is refused', () => {
    const norm = new BatchNorm(1);
    const wrong = { ...toTorch(norm), num_batches_tracked: { shape: [], data: Int32Array.of(1, 2) } };
    expect(() => fromTorch(norm, wrong)).toThrow(
      '(not usable: num_batches_tracked has the shape [], but 2 numbers; they must be as many)',
    );
  });

  test('does not find entries in the prototype of an object', () => {
    const model = { toString: new Linear(1, 1, { random: seeded(1), bias: false }).weight };
    expect(() => fromTorch(model, {})).toThrow('(missing: toString)');
  });

  test('with a tensor of a step that has ended is refused before anything is written', () => {
    const model = new Linear(1, 1, { random: seeded(1) });
    const before = numbersOf(model);
    const escaped: Tensor[] = [];
    differentiate(model, () => {
      escaped.push(tanh(model.bias as Tensor));
      return sum(model.weight);
    });
    const load = () => fromTorch(model, { weight: zeros([1, 1]), bias: escaped[0] as Tensor });
    expect(load).toThrow(LifetimeError);
    expect(numbersOf(model)).toEqual(before);
  });
});
