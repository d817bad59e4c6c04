import {
  Conv2d,
  crossEntropy,
  Flatten,
  indices,
  Linear,
  MaxPool2d,
  relu,
  Sequential,
  seeded,
  tensor,
} from '@tbptt/core';
import { adam, Optimizer } from '@tbptt/optim';
import type { LeNetDefinition } from '../definition.js';
import type { Workload } from '../workload.js';
import { inTurn } from './in-turn.js';

/** One repetition is a training step on a batch: forward, cross-entropy, backward, Adam. */
export function leNet({ batch }: LeNetDefinition): Workload {
  const random = seeded(1);
  const model = new Sequential(
    new Conv2d(1, 6, 5, { random, padding: 2 }),
    relu,
    new MaxPool2d(2),
    new Conv2d(6, 16, 5, { random }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Linear(400, 120, { random }),
    relu,
    new Linear(120, 84, { random }),
    relu,
    new Linear(84, 10, { random }),
  );
  const optimizer = new Optimizer(model, [adam({ learningRate: 1e-3 })]);
  const next = inTurn(() => ({
    inputs: tensor(
      [batch, 1, 28, 28],
      Float32Array.from({ length: batch * 784 }, () => random.float()),
    ),
    targets: indices(
      [batch],
      Int32Array.from({ length: batch }, () => random.integer(10)),
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
