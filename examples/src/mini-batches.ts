import { meanSquaredError, type Sequential, seeded, tensor } from '@tbptt/core';
import { batches, gatherRows } from '@tbptt/data';
import { Optimizer, sgd } from '@tbptt/optim';
import type { Samples } from './sine.js';

/**
 * Mini-batch descent, the usual way: each update goes down the mean gradient of a few samples. The
 * noise of the direction falls with the root of their number, and the machine works on all of them
 * at once. Returns the number of updates.
 */
export function miniBatches(model: Sequential, { inputs, targets }: Samples, epochs: number): number {
  const optimizer = new Optimizer(model, sgd({ learningRate: 0.1 }));
  const random = seeded(1);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batches(inputs.data.length, { size: 16, random })) {
      const x = gatherRows(inputs, batch);
      const y = gatherRows(targets, batch);
      optimizer.step(() => meanSquaredError(model.forward(tensor(x)), tensor(y)));
    }
  }
  return optimizer.steps;
}
