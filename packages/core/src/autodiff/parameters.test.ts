import { expect, test } from 'vitest';
import { multiply } from '../ops/arithmetic.js';
import { type Parameter, parameter } from '../tensor/parameter.js';
import { scalar, tensor } from '../tensor/tensor.js';
import { differentiate } from './differentiate.js';
import { parametersOf } from './parameters.js';

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
