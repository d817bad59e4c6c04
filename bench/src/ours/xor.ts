import { Linear, meanSquaredError, Sequential, seeded, tanh, tensor } from '@tbptt/core';
import { xor as samples } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import type { XorDefinition } from '../definition.js';
import type { Workload } from '../workload.js';

/** One repetition is a training step on all four samples: forward, mean squared error, backward, Adam. */
export function xor({ hidden }: XorDefinition): Workload {
  const random = seeded(1);
  const model = new Sequential(new Linear(2, hidden, { random }), tanh, new Linear(hidden, 1, { random }));
  const optimizer = new Optimizer(model, [adam({ learningRate: 0.01 })]);
  const { inputs, targets } = samples();
  const x = tensor(inputs);
  const y = tensor(targets);
  return {
    size: 1,
    run: () => {
      optimizer.step(() => meanSquaredError(model.forward(x), y));
    },
  };
}
