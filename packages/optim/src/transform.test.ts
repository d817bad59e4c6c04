import { multiply, parameter, sum, tensor } from '@tbptt/core';
import { add, less, mul, select } from '@tbptt/core/equation';
import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { Optimizer } from './optimizer.js';
import { transform } from './transform.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';

const signOfMean = (decay: number) =>
  transform({
    name: 'signOfMean',
    slots: { mean: 0 },
    update(gradient, { slots }) {
      const mean = add(mul(decay, slots.mean), mul(1 - decay, gradient));
      return { gradient: select(less(mean, 0), -1, 1), slots: { mean } };
    },
  });

test('a transform of the user works like one of ours', () => {
  const p = parameter(tensor([3], [0, 0, 0]));
  const optimizer = new Optimizer({ p }, [signOfMean(0.5), scaleByLearningRate(0.1)]);
  for (const gradient of [
    [1, -1, 1],
    [1, -1, -4],
  ]) {
    optimizer.step(() => sum(multiply(p, tensor([3], gradient))));
  }
  expectClose(p.toFloats(), [-0.2, 0.2, 0]);
  expectClose(optimizer.state().slots['signOfMean.mean.p']?.toFloats() ?? [], [0.75, -0.75, -1.75]);
});

test('a slot that an update leaves out keeps its number', () => {
  const idle = transform({ name: 'idle', slots: { seven: 7 }, update: (gradient) => ({ gradient }) });
  const p = parameter(tensor([2], [0, 0]));
  const optimizer = new Optimizer({ p }, [idle]);
  optimizer.step(() => sum(p));
  expect(optimizer.state().slots['idle.seven.p']?.toFloats()).toEqual(Float32Array.of(7, 7));
  expect(p.toFloats()).toEqual(Float32Array.of(-1, -1));
});

test('one and the same transform may serve several optimizers, and twice in one', () => {
  const transforms = [signOfMean(0), scaleByLearningRate(0.5)];
  const [p, q] = [parameter(tensor([1], [0])), parameter(tensor([1], [0]))];
  const [one, twice] = [new Optimizer([p], transforms), new Optimizer([q], [transforms, transforms])];
  one.step(() => sum(p));
  twice.step(() => sum(q));
  expect([p.item(), q.item()]).toEqual([-0.5, -0.5]);
});
