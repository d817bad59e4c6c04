import { meanSquaredError, type Sequential, seeded, tensor } from '@tbptt/core';
import { batches } from '@tbptt/data';
import { Optimizer, sgd } from '@tbptt/optim';
import type { Samples } from './sine.js';

/**
 * Stochastic gradient descent in its first sense: each update goes down the gradient of one sample,
 * drawn without return. There are as many updates as samples in a pass, each cheap and in a noisy
 * direction, so steps must be small (Robbins & Monro 1951). Returns the number of updates.
 */
export function oneAtATime(model: Sequential, { inputs, targets }: Samples, epochs: number): number {
  const optimizer = new Optimizer(model, sgd({ learningRate: 0.03 }));
  const random = seeded(1);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const [sample = 0] of batches(inputs.data.length, { size: 1, random })) {
      const x = tensor([1, 1], [inputs.data[sample] ?? 0]);
      const y = tensor([1, 1], [targets.data[sample] ?? 0]);
      optimizer.step(() => meanSquaredError(model.forward(x), y));
    }
  }
  return optimizer.steps;
}
