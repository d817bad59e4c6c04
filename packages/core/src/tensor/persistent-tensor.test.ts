import { expect, test } from 'vitest';
import { differentiate, differentiateParameters } from '../autodiff/differentiate.js';
import { parametersOf, persistentTensorsOf } from '../autodiff/parameters.js';
import { currentScope } from '../autodiff/scope.js';
import { ShapeError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import { doubleEngine } from '../testing/double-engine.js';
import { parameter } from './parameter.js';
import { PersistentTensor } from './persistent-tensor.js';
import { scalar, tensor, zeros } from './tensor.js';

test('a persistent tensor keeps its numbers until it is assigned others', () => {
  const kept = new PersistentTensor(tensor([2], [1, 2]));
  expect(multiply(kept, 3).toNested()).toEqual([3, 6]);
  kept.assign(tensor([2], [3, 4]));
  expect(kept.toNested()).toEqual([3, 4]);
});

test('a persistent tensor is kept by a model, but not trained', () => {
  const model = { scale: parameter(scalar(2)), mean: new PersistentTensor(scalar(5)) };
  expect([...parametersOf(model).keys()]).toEqual(['scale']);
  expect([...persistentTensorsOf(model)]).toEqual(Object.entries(model));
  differentiate(model, () => multiply(model.scale, model.mean));
  expect(model.scale.gradient?.item()).toBe(5);
});

test('a persistent tensor takes the numbers of a tensor of its shape only', () => {
  expect(() => new PersistentTensor(zeros([2])).assign(zeros([3]))).toThrow(
    new ShapeError('assign', 'the persistent tensor is [2], the tensor [3]; they must have the same shape.'),
  );
});

test('a persistent tensor arrives in another engine with its numbers, and is the same tensor there', () => {
  const kept = new PersistentTensor(scalar(1));
  doubleEngine().run(() => {
    kept.assign(tensor([], Float64Array.of(0.1)));
    expect(kept.item()).toBe(0.1);
  });
  expect(kept.item()).toBe(Math.fround(0.1));
});

test('what follows from a step happens when it has succeeded, and not where it, or the update after it, throws', () => {
  const w = parameter(scalar(1));
  const log: string[] = [];
  const step = (factor: number, update: () => void, trial = false) =>
    differentiateParameters(
      [w],
      () => {
        currentScope()?.transaction?.onSuccess(() => log.push(`follows, ${currentScope() === undefined}`));
        return multiply(w, factor);
      },
      { update, trial },
    );
  step(1, () => log.push('update'));
  expect(log.splice(0)).toEqual(['update', 'follows, true']);
  expect(() => step(Number.NaN, () => log.push('update'))).toThrow('the loss is NaN');
  expect(() =>
    step(1, () => {
      throw new Error('no update');
    }),
  ).toThrow('no update');
  step(1, () => undefined, true);
  expect(log).toEqual([]);
});
