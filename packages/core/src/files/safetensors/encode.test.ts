import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../autodiff/differentiate.js';
import { parametersOf } from '../../autodiff/parameters.js';
import { ArgumentError, LifetimeError } from '../../errors.js';
import { Linear } from '../../nn/linear.js';
import { tanh } from '../../ops/activations/tanh.js';
import { sum } from '../../ops/reduce.js';
import { seeded } from '../../random/seeded.js';
import { TENSOR_OF_ANY_COPY } from '../../tensor/errors.js';
import { indices } from '../../tensor/indices.js';
import { parameter } from '../../tensor/parameter.js';
import { numbersOf, type Tensor, tensor, zeros } from '../../tensor/tensor.js';
import { decodeSafetensors } from './decode.js';
import { encodeSafetensors } from './encode.js';

type Tensors = Parameters<typeof encodeSafetensors>[0];
const encode = (tensors: unknown, metadata?: unknown) =>
  encodeSafetensors(tensors as Tensors, metadata as Record<string, string>);
const w = zeros([1]);

describe('what is written can be read:', () => {
  test('whole numbers that single precision does not hold', () => {
    const seen = indices([4], [16777217, -16777217, 2 ** 31 - 1, -(2 ** 31)]);
    const { tensors } = decodeSafetensors(encodeSafetensors({ w, seen }));
    expect(tensors['seen']?.toNested()).toEqual([16777217, -16777217, 2147483647, -2147483648]);
  });

  test('numbers in double precision, to the last bit', () => {
    const numbers = Float64Array.of(0.1, 1e300, -0, Number.NaN, 5e-324, Number.NEGATIVE_INFINITY);
    const { tensors } = decodeSafetensors(
      encodeSafetensors({ a: tensor([1], [7]), x: tensor([6], numbers) }),
    );
    expect(numbersOf(tensors['x'] as Tensor)).toEqual(numbers);
    expect(tensors['a']?.item()).toBe(7);
  });

  test('names and texts of any characters', () => {
    const name = 'Größe "é" \\ 日本 🙂 \u0000\n';
    const { tensors, metadata } = decodeSafetensors(
      encodeSafetensors({ [name]: w, '': w }, { [name]: name }),
    );
    expect(Object.keys(tensors)).toEqual([name, '']);
    expect(metadata).toEqual({ [name]: name });
  });

  test('records and indices of another realm', () => {
    const [tensors, metadata] = runInNewContext(
      '[{ n: { shape: [2], data: Int32Array.of(1, -2) } }, { a: "b" }]',
    ) as [Tensors, Record<string, string>];
    const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata));
    expect(decoded.tensors['n']?.toNested()).toEqual([1, -2]);
    expect(decoded.metadata).toEqual({ a: 'b' });
  });

  test('records without a prototype', () => {
    const tensors = Object.assign(Object.create(null) as object, { w });
    expect(Object.keys(decodeSafetensors(encode(tensors)).tensors)).toEqual(['w']);
  });
});

describe('what is no record of tensors is refused instead of being lost:', () => {
  const model = new Linear(2, 2, { random: seeded(1) });
  test.each<[what: string, tensors: unknown, said: string]>([
    ['a map', parametersOf(model), 'the tensors are a Map; they must be a record of tensors by name'],
    ['an empty map', new Map(), 'the tensors are a Map'],
    [
      'a model',
      model,
      'the tensors are a Linear; they must be a record of tensors by name, such as stateDictionary(model)',
    ],
    ['a tensor', w, 'the tensors are a Tensor'],
    ['a list', [w], 'the tensors are an array'],
    ['nothing', undefined, 'the tensors are undefined'],
    ['bytes', new Uint8Array(3), 'the tensors are a Uint8Array'],
    [
      'the state of an optimizer',
      { steps: 7, slots: { m: w } },
      "'steps' is 7; it must be a tensor or indices. The state of an optimizer is written by encodeSafetensors(state.slots, { steps: String(state.steps) }).",
    ],
    [
      'a model that is a plain object',
      { head: model },
      "'head' is a Linear; it must be a tensor or indices.",
    ],
    [
      'a number among tensors',
      { w, epoch: 3 },
      "'epoch' is 3; it must be a tensor or indices. Write a number as scalar(number)",
    ],
    ['an absent tensor', { w, bias: undefined }, "'bias' is undefined"],
    ['plain numbers', { w: [1, 2] }, "'w' is an array"],
    ['a typed array', { w: Float32Array.of(1) }, "'w' is a Float32Array"],
    ['a tensor that went through JSON', JSON.parse(JSON.stringify({ w })), "'w' is"],
    [
      'a clone of a tensor',
      { w: structuredClone({ shape: [1], values: Float32Array.of(1) }) },
      "'w' is an object",
    ],
    [
      'indices of fractions',
      { n: { shape: [2.5, 2], data: new Int32Array(5) } },
      "'n' is an object of a shape and data",
    ],
    [
      'indices of another type',
      { n: { shape: [1], data: Float64Array.of(0.5) } },
      "'n' is an object of a shape and data",
    ],
    [
      'more axes than can be read',
      { n: zeros(Array.from({ length: 65 }, () => 1)) },
      "'n' has 65 axes; at most 64 are allowed.",
    ],
    ['half a character in a name', { 'a\ud800': w }, "the name 'a\ud800' has half of a pair of surrogates"],
  ])('%s', (_what, tensors, said) => {
    expect(() => encode(tensors)).toThrow(ArgumentError);
    expect(() => encode(tensors)).toThrow(`safetensors: ${said}`);
  });

  test('more tensors or metadata than can be read', () => {
    const names = Array.from({ length: 2 ** 18 }, (_, i) => String(i));
    expect(() => encode(Object.fromEntries(names.map((name) => [name, w])))).toThrow(ArgumentError);
    expect(() => encode({ w }, Object.fromEntries(names.map((name) => [name, ''])))).toThrow(
      'safetensors: the metadata have 262144 names; less than 262144 can be read again.',
    );
  });

  test('a tensor of another copy of the package', () => {
    const foreign = { [TENSOR_OF_ANY_COPY]: true, shape: [1], size: 1 };
    expect(() => encode({ w: foreign })).toThrow("'w' is a tensor of another copy of @tbptt/core");
  });

  test('a tensor of a step that has ended', () => {
    const p = parameter(w);
    const escaped: Tensor[] = [];
    differentiate([p], () => {
      escaped.push(tanh(p));
      return sum(p);
    });
    expect(() => encodeSafetensors({ x: escaped[0] as Tensor })).toThrow(LifetimeError);
  });
});

describe('metadata that is no record of strings is refused:', () => {
  test.each<[what: string, metadata: unknown, said: string]>([
    ['a number', { steps: 100 }, "the metadata 'steps' is 100; it must be a string, such as String(value)"],
    ['an object', { options: {} }, "the metadata 'options' is an object; it must be a string"],
    ['null', { a: null }, "the metadata 'a' is null"],
    ['undefined', { a: undefined }, "the metadata 'a' is undefined"],
    ['a map', new Map([['a', 'b']]), 'the metadata is a Map; it must be a record of strings by name'],
    ['a text', 'made here', "the metadata is 'made here'"],
    ['a list', ['a'], 'the metadata is an array'],
    ['half a character', { a: '\udfff' }, "the metadata 'a' has half of a pair of surrogates"],
  ])('%s', (_what, metadata, said) => {
    expect(() => encode({ w }, metadata)).toThrow(ArgumentError);
    expect(() => encode({ w }, metadata)).toThrow(`safetensors: ${said}`);
  });
});
