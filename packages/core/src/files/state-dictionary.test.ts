import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, FormatError, LifetimeError } from '../errors.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { tanh } from '../ops/activations/tanh.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { scalar, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { decodeSafetensors } from './safetensors/decode.js';
import { encodeSafetensors } from './safetensors/encode.js';
import { loadStateDictionary, type StateDictionary, stateDictionary } from './state-dictionary.js';

const numbersOf = (state: StateDictionary) => Object.values(state).map((entry) => entry.toNested());

function makeModel(seed: number): Sequential {
  const random = seeded(seed);
  return new Sequential(new Linear(2, 3, { random }), tanh, new Linear(3, 1, { random }));
}

describe('a state dictionary', () => {
  test('holds copies of all parameters by path', () => {
    const model = makeModel(1);
    const dictionary = stateDictionary(model);
    expect(Object.entries(dictionary).map(([path, { shape }]) => [path, shape])).toEqual([
      ['layers.0.weight', [2, 3]],
      ['layers.0.bias', [3]],
      ['layers.2.weight', [3, 1]],
      ['layers.2.bias', [1]],
    ]);
    const before = dictionary['layers.2.bias']?.item();
    (model.layers[2] as Linear).bias?.assign(tensor([1], [7]));
    expect(dictionary['layers.2.bias']?.item()).toBe(before);
  });

  test('makes another model compute the same', () => {
    const [model, other] = [makeModel(1), makeModel(2)];
    const x = tensor([1, 2], [0.5, -1]);
    expect(other.forward(x).item()).not.toBe(model.forward(x).item());
    loadStateDictionary(other, stateDictionary(model));
    expect(other.forward(x).item()).toBe(model.forward(x).item());
  });

  test('holds a tied parameter once', () => {
    const shared = parameter(zeros([2]));
    const model = { a: shared, b: shared };
    expect(Object.keys(stateDictionary(model))).toEqual(['a']);
    loadStateDictionary(model, { a: tensor([2], [1, 2]) });
    expect(model.b.toNested()).toEqual([1, 2]);
  });
});

describe('a dictionary without tensors', () => {
  const model = makeModel(1);
  const load = (dictionary: unknown) => () => loadStateDictionary(model, dictionary as StateDictionary);

  test.each<[how: string, lost: (dictionary: object) => unknown]>([
    ['JSON', (dictionary) => JSON.parse(JSON.stringify(dictionary)) as unknown],
    ['structuredClone, as postMessage gives it', (dictionary) => structuredClone(dictionary)],
  ])('from %s is refused with the remedy, and nothing is written', (_how, lost) => {
    const before = stateDictionary(model);
    const dictionary = lost(stateDictionary(makeModel(2)));
    expect(load(dictionary)).toThrow(FormatError);
    expect(load(dictionary)).toThrow('layers.0.weight is');
    expect(load(dictionary)).toThrow(
      'Tensors do not survive JSON and structuredClone: send the bytes of encodeSafetensors(dictionary), ' +
        'and read them by decodeSafetensors(bytes).tensors; nothing was written.',
    );
    expect(numbersOf(stateDictionary(model))).toEqual(numbersOf(before));
  });

  test.each<[what: string, dictionary: unknown, said: string]>([
    [
      'a map',
      new Map(Object.entries(stateDictionary(model))),
      'the dictionary is a Map; it must be a record',
    ],
    ['nothing', undefined, 'the dictionary is undefined'],
    ['bytes', encodeSafetensors(stateDictionary(model)), 'such as decodeSafetensors(bytes).tensors.'],
    [
      'a file that was decoded, with its metadata',
      decodeSafetensors(encodeSafetensors(stateDictionary(model))),
      'give its tensors, decodeSafetensors(bytes).tensors.',
    ],
    ['a model', makeModel(2), 'the dictionary is a Sequential'],
  ])('that is %s is refused', (_what, dictionary, said) => {
    expect(load(dictionary)).toThrow(ArgumentError);
    expect(load(dictionary)).toThrow(`loadStateDictionary: the dictionary is`);
    expect(load(dictionary)).toThrow(said);
  });

  test('or a model that is none, is refused: nothing would be saved', () => {
    for (const none of [undefined, null, 'model', () => model]) {
      expect((): unknown => Reflect.apply(stateDictionary, undefined, [none])).toThrow(ArgumentError);
      expect((): unknown => Reflect.apply(loadStateDictionary, undefined, [none, {}])).toThrow(ArgumentError);
    }
  });
});

test('whole numbers are no weights', () => {
  const model = { n: parameter(zeros([1])) };
  const dictionary = { n: indices([1], [3]) };
  expect((): unknown => Reflect.apply(loadStateDictionary, undefined, [model, dictionary])).toThrow(
    '(not usable: n has whole numbers; it must be a tensor). Names and shapes must be those of the model',
  );
});

test('numbers beyond single precision are refused instead of becoming infinite', () => {
  const model = { w: parameter(zeros([2])) };
  const load = (...numbers: number[]) =>
    loadStateDictionary(model, { w: tensor([2], Float64Array.from(numbers)) });
  expect(() => load(1, -1e39)).toThrow(
    '(not usable: w has the number -1e+39, which is beyond single precision)',
  );
  load(0.1, Number.NEGATIVE_INFINITY);
  expect(model.w.toNested()).toEqual([Math.fround(0.1), Number.NEGATIVE_INFINITY]);
});

test('the parameters of a model itself can be exchanged', () => {
  const model = { a: parameter(scalar(1)), b: parameter(scalar(2)) };
  loadStateDictionary(model, { a: model.b, b: model.a });
  expect([model.a.item(), model.b.item()]).toEqual([2, 1]);
});

test('a list of misfits in a message is short, and complete among the facts', () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`${i} ${'x'.repeat(1000)}`, scalar(1)]),
  );
  const load = () => loadStateDictionary({}, many);
  expect(load).toThrow(/^.{100,3000} and 992 more\).*$/);
  expect(load).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ unexpected: Object.keys(many) }) as object }),
  );
});

describe('a state dictionary that does not fit', () => {
  test('is refused with a list of everything that is wrong, and nothing is written', () => {
    const model = makeModel(1);
    const before = stateDictionary(model);
    const { 'layers.0.weight': weight, 'layers.0.bias': _, ...rest } = before;
    const dictionary = {
      ...rest,
      'layers.0.weight': weight as Tensor,
      'layers.2.weight': zeros([1, 3]),
      'layers.2.bias': zeros([2]),
      'layers.3.weight': zeros([1]),
      extra: zeros([1]),
    };
    dictionary['layers.0.weight'] = zeros([2, 3]);
    const load = () => loadStateDictionary(model, dictionary);
    expect(load).toThrow(
      'loadStateDictionary: the entries do not fit the model (missing: layers.0.bias; unexpected: layers.3.weight, extra; ' +
        'of another shape: layers.2.weight is [1, 3] for [3, 1], layers.2.bias is [2] for [1]). ' +
        'Names and shapes must be those of the model; nothing was written.',
    );
    const facts = { missing: ['layers.0.bias'], unexpected: ['layers.3.weight', 'extra'] };
    expect(load).toThrow(expect.objectContaining({ facts: expect.objectContaining(facts) as object }));
    expect(load).toThrow(FormatError);
    const numbers = (state: Record<string, Tensor>) => Object.values(state).map((entry) => entry.toNested());
    expect(numbers(stateDictionary(model))).toEqual(numbers(before));
  });

  test('does not find entries in the prototype of an object', () => {
    const model = { toString: parameter(zeros([1])) };
    expect(() => loadStateDictionary(model, {})).toThrow('(missing: toString)');
  });

  test('with a tensor of a step that has ended is refused before anything is written', () => {
    const model = { a: parameter(zeros([1])), b: parameter(zeros([1])) };
    const escaped: Tensor[] = [];
    differentiate(model, () => {
      escaped.push(tanh(model.a));
      return sum(model.a);
    });
    const load = () => loadStateDictionary(model, { a: tensor([1], [5]), b: escaped[0] as Tensor });
    expect(load).toThrow(LifetimeError);
    expect(model.a.item()).toBe(0);
  });
});
