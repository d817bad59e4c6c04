import { expect, test, vi } from 'vitest';
import { ArgumentError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import { type Parameter, parameter } from '../tensor/parameter.js';
import { scalar, tensor } from '../tensor/tensor.js';
import { differentiate } from './differentiate.js';
import { parametersOf, persistentTensorsOf } from './parameters.js';

const paths = (model: object) => [...parametersOf(model).keys()];

test('parameters are found in fields, arrays and plain objects, and named by the way to them', () => {
  class Inner {
    readonly weight = parameter(scalar(1));
    readonly bias: Parameter | undefined = undefined;
  }
  class Outer {
    readonly layers = [new Inner(), Math.tanh, new Inner()];
    readonly extra = {
      scale: parameter(scalar(1)),
      name: 'scale',
      nothing: null,
      sizes: new Float32Array(3),
    };
  }
  expect(paths(new Outer())).toEqual(['layers.0.weight', 'layers.2.weight', 'extra.scale']);
});

test('a list of parameters is a model too, and so is a single one', () => {
  const p = parameter(scalar(1));
  expect(paths([p, parameter(scalar(2))])).toEqual(['0', '1']);
  expect([...parametersOf(p)]).toEqual([['', p]]);
});

test('a parameter that is tied stands under its first path', () => {
  const shared = parameter(scalar(1));
  expect(paths({ embedding: { weight: shared }, head: { weight: shared } })).toEqual(['embedding.weight']);
});

test('models may refer to themselves', () => {
  const model: { self?: object; readonly w: Parameter } = { w: parameter(scalar(1)) };
  model.self = model;
  expect(paths(model)).toEqual(['w']);
});

test('what an ordinary tensor was computed from is not part of a model that holds it', () => {
  const w = parameter(scalar(1));
  const { state } = differentiate([w], () => {
    const h = multiply(w, 2);
    return { loss: h, state: h };
  });
  expect(paths({ state, input: tensor([1], [1]) })).toEqual([]);
});

test('two parameters of one path are refused, since only one of them would be trained', () => {
  const [a, b] = [parameter(scalar(1)), parameter(scalar(2))];
  const models = [
    { 'head.bias': a, head: { bias: b } },
    { head: { bias: b }, 'head.bias': a },
    { '': { bias: a }, bias: b },
    { layers: [{ x: a }], 'layers.0': { x: b } },
  ];
  for (const model of models) {
    expect(() => parametersOf(model)).toThrow(ArgumentError);
    expect(() => persistentTensorsOf(model)).toThrow(ArgumentError);
  }
  expect(() => parametersOf({ 'head.bias': a, head: { bias: b } })).toThrow(
    "parametersOf: two tensors of the model have the path 'head.bias'; rename a field or key that is empty or contains a dot.",
  );
});

test('a record of parameters by path is a model with the same paths', () => {
  const model = { layers: [{ weight: parameter(scalar(1)) }], bias: parameter(scalar(2)) };
  expect(paths(Object.fromEntries(parametersOf(model)))).toEqual(['layers.0.weight', 'bias']);
});

test('parameters in maps and sets are found, by their keys and positions', () => {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map((x) => parameter(scalar(x)));
  const model = {
    layers: new Map<unknown, unknown>([
      ['in', { weight: a }],
      [7, [b]],
      [{}, c],
    ]),
    heads: new Set([d, { inner: new Map([['x', e]]) }]),
  };
  expect(paths(model)).toEqual(['layers.in.weight', 'layers.7.0', 'layers.2', 'heads.0', 'heads.1.inner.x']);
  differentiate(model, () => multiply(multiply(a as Parameter, c as Parameter), e as Parameter));
  expect([a?.gradient?.item(), c?.gradient?.item(), e?.gradient?.item()]).toEqual([15, 5, 3]);
});

test('two entries of a map with one path are refused', () => {
  const model = new Map<unknown, unknown>([
    [1, parameter(scalar(1))],
    ['1', parameter(scalar(2))],
  ]);
  expect(() => parametersOf(model)).toThrow(ArgumentError);
});

test('a tensor of another copy of the package is refused with the reason, wherever it meets ours', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}); // of two copies
  vi.resetModules();
  const other = {
    ...(await import('../tensor/parameter.js')),
    ...(await import('../tensor/tensor.js')),
    ...(await import('../ops/arithmetic.js')),
  };
  const theirs: Parameter = other.parameter(other.scalar(2));
  for (const attempt of [
    () => parametersOf({ layer: { weight: theirs } }),
    () => persistentTensorsOf([theirs]),
    () => multiply(theirs, parameter(scalar(1))),
    () => differentiate([parameter(scalar(1))], () => multiply(parameter(scalar(1)), theirs)),
  ]) {
    expect(attempt).toThrow(ArgumentError);
    expect(attempt).toThrow(
      'a tensor was made by another copy of @tbptt/core. Two copies are installed or bundled',
    );
  }
});
