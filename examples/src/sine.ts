import { Linear, meanSquaredError, Sequential, seeded, tanh, tensor } from '@tbptt/core';
import type { Floats } from '@tbptt/data';

/** Inputs and what the network should answer, `[N, 1]` each. */
export interface Samples {
  readonly inputs: Floats;
  readonly targets: Floats;
}

/** Where a way of descent got, and what it took. */
export interface Outcome {
  /** Passes over the training samples. */
  readonly epochs: number;
  readonly updates: number;
  readonly seconds: number;
  /** The mean squared error over all training samples. */
  readonly trainingLoss: number;
  /** The same over samples that were not trained on. */
  readonly heldOutLoss: number;
}

/** The deviation of the noise in the targets: no loss can stay below its square, 0.01. */
const NOISE = 0.1;

/** The problem that all ways of descent are given: `sin 3x`, measured with noise, at points from -1 to 1. */
export function noisySine(samples: number, seed: number): Samples {
  const random = seeded(seed);
  const inputs = Float32Array.from({ length: samples }, () => 2 * random.float() - 1);
  const targets = inputs.map((x) => Math.sin(3 * x) + NOISE * random.normal());
  return { inputs: { shape: [samples, 1], data: inputs }, targets: { shape: [samples, 1], data: targets } };
}

/** The network that all begin with: 1 input, 16 tanh units, 1 output. */
export function network(seed: number): Sequential {
  const random = seeded(seed);
  return new Sequential(new Linear(1, 16, { random }), tanh, new Linear(16, 1, { random }));
}

/** The mean squared error of a network over samples. */
export function lossOver(model: Sequential, { inputs, targets }: Samples): number {
  const outputs = model.forward(tensor(inputs));
  return meanSquaredError(outputs, tensor(targets)).item();
}
