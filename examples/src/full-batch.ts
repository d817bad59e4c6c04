import type { Sequential } from '@tbptt/core';
import { meanSquaredError, tensor } from '@tbptt/core';
import { Optimizer, sgd } from '@tbptt/optim';
import type { Samples } from './sine.js';

/**
 * Batch gradient descent: each update goes down the gradient over all samples. The direction is
 * exact, the loss falls smoothly, and there is one update for each pass over the data. Returns the
 * number of updates.
 */
export function fullBatch(model: Sequential, { inputs, targets }: Samples, epochs: number): number {
  const optimizer = new Optimizer(model, sgd({ learningRate: 0.3 }));
  const x = tensor(inputs);
  const y = tensor(targets);
  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.step(() => meanSquaredError(model.forward(x), y));
  }
  return optimizer.steps;
}
