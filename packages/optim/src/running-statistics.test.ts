import { BatchNorm, multiply, NonFiniteError, sqrt, sum, tensor, zeros } from '@tbptt/core';
import { expect, test } from 'vitest';
import { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';

const batch = tensor([4, 1], [1, 2, 3, 5]);

test('running statistics take a batch in when the optimizer has updated', () => {
  const layer = new BatchNorm(1);
  const optimizer = new Optimizer(layer, sgd({ learningRate: 0.1 }));
  optimizer.step(() => sum(layer.forward(batch)));
  expect(layer.numBatchesTracked.item()).toBe(1);
  expect(layer.runningMean.item()).toBeCloseTo(0.1 * 2.75, 6);
});

test('running statistics stay as they were where the gradient is not finite, as everything else does', () => {
  const layer = new BatchNorm(1);
  const optimizer = new Optimizer(layer, [clipByGlobalNorm(1), sgd({ learningRate: 0.1 })]);
  const endless = () => sum(sqrt(multiply(layer.forward(batch), zeros([4, 1])))); // 0, with an infinite slope
  expect(() => optimizer.step(endless)).toThrow(NonFiniteError);
  expect(layer.numBatchesTracked.item()).toBe(0);
  expect(layer.runningMean.item()).toBe(0);
  expect(layer.runningVar.item()).toBe(1);
});
