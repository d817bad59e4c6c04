import { describe, expect, expectTypeOf, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { relu } from '../ops/activations/relu.js';
import { seeded } from '../random/seeded.js';
import { type Indices, indices } from '../tensor/indices.js';
import { type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { Embedding } from './embedding.js';
import { constant } from './initializers.js';
import { applyLayer, type Layer } from './layer.js';
import { Linear } from './linear.js';
import { Residual } from './residual.js';
import { Sequential } from './sequential.js';

const random = seeded(1);
/** An argument that the types forbid. */
const untyped = (value: unknown): never => value as never;

describe('a sequence that begins with an embedding', () => {
  const model = new Sequential(new Embedding(5, 4, { random }), relu, new Linear(4, 2, { random }));

  test('maps symbols to a tensor', () => {
    expect(model.forward(indices([3], [1, 2, 4])).shape).toEqual([3, 2]);
    expect(() => model.forward(untyped(zeros([2, 4])))).toThrow(
      'Embedding: the indices are a Tensor; make them with indices(shape, numbers).',
    );
  });

  test('has the type of its first layer', () => {
    expectTypeOf(model).toEqualTypeOf<Sequential<Indices>>();
    expectTypeOf<Parameters<(typeof model)['forward']>>().toEqualTypeOf<[Indices]>();
    expectTypeOf(new Sequential(model, relu)).toEqualTypeOf<Sequential<Indices>>();
    expectTypeOf(new Sequential(relu, new Linear(4, 2, { random }))).toEqualTypeOf<Sequential>();
    const layers = [relu, new Linear(4, 2, { random })];
    expectTypeOf(new Sequential(...layers)).toEqualTypeOf<Sequential>();
    expectTypeOf(new Sequential()).toEqualTypeOf<Sequential>();
    expectTypeOf<Sequential>().toExtend<Layer>();
    expectTypeOf<Sequential<Indices>>().toExtend<Layer<Indices>>();
    expectTypeOf<Sequential<Indices>>().not.toExtend<Layer>();
    expectTypeOf(applyLayer(model, indices([0]))).toEqualTypeOf<Tensor>();
    // @ts-expect-error: an embedding cannot follow a layer, whose output is a tensor
    expect(() => new Sequential(new Linear(4, 2, { random }), new Embedding(5, 4, { random }))).toBeDefined();
    // @ts-expect-error: a sequence that begins with an embedding takes no tensor
    expect(() => model.forward(zeros([2]))).toThrow(ArgumentError);
  });
});

describe('what is no layer is refused when the model is made', () => {
  const recurrent = { unroll: () => ({}), initialState: () => ({}) };
  const makers = [
    ['Sequential', (layer: unknown) => new Sequential(relu, untyped(layer))],
    ['Residual', (layer: unknown) => new Residual(relu, untyped(layer))],
  ] as const;

  test.each(makers)('by %s', (name, make) => {
    for (const layer of [undefined, null, 5, 'relu', {}, { forward: true }, Promise.resolve(relu)]) {
      expect(() => make(layer)).toThrow(ArgumentError);
      expect(() => make(layer)).toThrow(/^\w+: layer 1 is .*; it must be a layer: an object with forward/);
    }
    expect(() => make(recurrent)).toThrow(
      `${name}: layer 1 is an object; it has no forward(x), because a recurrent layer needs a state`,
    );
    expect(() => make(Linear)).toThrow(
      `${name}: layer 1 is the class Linear; make a layer of it with new Linear(...).`,
    );
    expect(() => make([relu])).toThrow(`${name}: layer 1 is an array; give layers one by one`);
  });

  test('by applyLayer', () => {
    expect(() => applyLayer(untyped(recurrent), zeros([1]))).toThrow(ArgumentError);
    expect(() => applyLayer(untyped(Linear), zeros([1]))).toThrow('the layer is the class Linear');
  });
});

test('the output of a layer must be a tensor', () => {
  for (const output of [undefined, 5, Promise.resolve(zeros([1])), [1]]) {
    const layer: Layer = () => untyped(output);
    for (const [operation, apply] of [
      ['Sequential', () => new Sequential(layer).forward(zeros([1]))],
      ['Residual', () => new Residual(layer).forward(zeros([1]))],
      ['applyLayer', () => applyLayer(layer, zeros([1]))],
    ] as const) {
      expect(apply).toThrow(ArgumentError);
      expect(apply).toThrow(new RegExp(`^${operation}: the output of (the layer|layer 0) is `));
    }
  }
});

test('an initializer that returns another shape or no tensor is refused when the layer is made', () => {
  for (const make of [
    (weight: unknown) => new Linear(2, 3, { random, weight: untyped(weight) }),
    (weight: unknown) => new Embedding(2, 3, { random, weight: untyped(weight) }),
  ]) {
    expect(() => make(() => zeros([3, 2]))).toThrow(
      /^(Linear|Embedding): weight returned a tensor of shape \[3, 2\]; it must have the shape \[2, 3\]/,
    );
    expect(() => make(() => zeros([3, 2]))).toThrow(ShapeError);
    expect(() => make(constant)).toThrow(ArgumentError); // instead of constant(1)
    expect(() => make(tensor([2, 3], new Float32Array(6)))).toThrow(
      'weight is a Tensor; it must be a function',
    );
  }
});
