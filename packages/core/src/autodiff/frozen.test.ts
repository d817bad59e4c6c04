import { describe, expect, test } from 'vitest';
import { currentScope } from '../autodiff/scope.js';
import { multiply } from '../ops/arithmetic.js';
import { gather } from '../ops/gather.js';
import { sum } from '../ops/reduce.js';
import { type Indices, indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { PersistentTensor } from '../tensor/persistent-tensor.js';
import { scalar, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { differentiate, evaluate } from './differentiate.js';
import { frozen } from './frozen.js';
import { parametersOf, persistentTensorsOf } from './parameters.js';

class Scaled {
  readonly scale = parameter(scalar(3));
  readonly seen = new PersistentTensor(zeros([]));
  /** Whether it was in training, call by call. */
  readonly training: (boolean | undefined)[] = [];

  forward(x: Tensor): Tensor {
    this.training.push(currentScope()?.training);
    return multiply(x, this.scale);
  }
}

describe('a frozen layer', () => {
  const layer = new Scaled();
  const model = { first: parameter(scalar(2)), inner: { layer: frozen(layer) } };

  test('behaves inside a step as outside, and what comes after it does not', () => {
    layer.training.length = 0;
    differentiate(model, () => {
      const y = model.inner.layer.forward(model.first);
      return layer.forward(y);
    });
    evaluate(() => layer.forward(model.first));
    model.inner.layer.forward(model.first);
    expect(layer.training).toEqual([false, true, false, undefined]);
  });

  test('passes gradients on to what lies before, and has none itself', () => {
    differentiate(model, () => model.inner.layer.forward(model.first));
    expect(model.first.gradient?.item()).toBe(3);
    expect(layer.scale.gradient).toBeUndefined();
  });

  test('has its tensors in what a model keeps, under the names they had, and its parameters not in what is trained', () => {
    expect([...parametersOf(model).keys()]).toEqual(['first']);
    expect([...persistentTensorsOf(model).keys()]).toEqual([
      'first',
      'inner.layer.scale',
      'inner.layer.seen',
    ]);
  });

  test('shares a tied parameter with what is trained', () => {
    const tied = { frozen: frozen(layer), scale: layer.scale };
    expect([...parametersOf(tied)]).toEqual([['scale', layer.scale]]);
    expect([...persistentTensorsOf(tied).keys()]).toEqual(['frozen.scale', 'frozen.seen']);
  });

  test('is trained again where its parameters are named', () => {
    differentiate([model, layer.scale], () => model.inner.layer.forward(model.first));
    expect(layer.scale.gradient?.item()).toBe(2);
  });

  test('may take indices', () => {
    const table = parameter(tensor([2, 1], [5, 7]));
    const layer = { table, forward: (ids: Indices) => gather(table, ids) };
    const lookup = frozen(layer);
    expect(lookup.forward(indices([1], [1])).toNested()).toEqual([[7]]);
    expect(parametersOf(lookup).size).toBe(0);
  });
});

test('what cannot be frozen is refused with what can', () => {
  expect(() => frozen(parameter(scalar(1)))).toThrow(
    'frozen: the layer is a Parameter; it must be a layer or a model; a tensor that is not to be trained is a PersistentTensor.',
  );
  expect(() => frozen(Scaled)).toThrow(
    'frozen: the layer is the class Scaled; freeze a layer, such as frozen(new Scaled(...)).',
  );
});

test('a frozen function that is asynchronous is refused inside a step, whose training it would outlive', () => {
  const x = parameter(scalar(2));
  const later = frozen(async () => Promise.resolve(1));
  differentiate([x], () => {
    expect(() => void later()).toThrow('frozen: the closure is asynchronous');
    expect(currentScope()?.training).toBe(true);
    return x;
  });
});

describe('a frozen function', () => {
  test('takes and gives what the function does, with layers in it as outside a step', () => {
    const layer = new Scaled();
    const use = frozen((x: Tensor, times: number) => ({ y: multiply(layer.forward(x), times) }));
    const x = parameter(scalar(2));
    const { loss } = differentiate([x], () => {
      const { y } = use(x, 10);
      return sum(layer.forward(y));
    });
    expect(loss).toBe(180);
    expect(layer.training).toEqual([false, true]);
  });

  test('that throws leaves the step in training', () => {
    const x = parameter(scalar(2));
    differentiate([x], () => {
      expect(
        frozen(() => {
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(currentScope()?.training).toBe(true);
      return x;
    });
  });

  test('within another leaves it to the outer one to end', () => {
    const x = parameter(scalar(2));
    differentiate([x], () => {
      frozen(() => {
        frozen(() => undefined)();
        expect(currentScope()?.training).toBe(false);
      })();
      return x;
    });
  });
});
