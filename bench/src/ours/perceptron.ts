import { crossEntropy, indices, Linear, relu, Sequential, seeded, tensor } from '@tbptt/core';
import { adam, Optimizer } from '@tbptt/optim';
import type { PerceptronDefinition } from '../definition.js';
import type { Workload } from '../workload.js';
import { inTurn } from './in-turn.js';

/** One repetition is a training step on a batch: forward, cross-entropy, backward, Adam. */
export function perceptron({ sizes, batch }: PerceptronDefinition): Workload {
  const random = seeded(1);
  const layers = sizes.slice(1).flatMap((size, index) => {
    const linear = new Linear(sizes[index] ?? 0, size, { random });
    return index + 2 < sizes.length ? [linear, relu] : [linear];
  });
  const model = new Sequential(...layers);
  const optimizer = new Optimizer(model, [adam({ learningRate: 1e-3 })]);
  const inputSize = sizes[0] ?? 0;
  const classes = sizes.at(-1) ?? 0;
  const next = inTurn(() => ({
    inputs: tensor(
      [batch, inputSize],
      Float32Array.from({ length: batch * inputSize }, () => random.float()),
    ),
    targets: indices(
      [batch],
      Int32Array.from({ length: batch }, () => random.integer(classes)),
    ),
  }));
  return {
    size: batch,
    run: () => {
      const { inputs, targets } = next();
      optimizer.step(() => crossEntropy(model.forward(inputs), targets));
    },
  };
}
