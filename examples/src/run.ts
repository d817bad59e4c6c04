import { fullBatch } from './full-batch.js';
import { miniBatches } from './mini-batches.js';
import { oneAtATime } from './one-at-a-time.js';
import { lossOver, network, noisySine, type Outcome, type Samples } from './sine.js';

/**
 * The examples by name. Each trains a network on samples for some epochs, and returns the number of
 * its updates.
 */
export const examples = {
  'full-batch': fullBatch,
  'one-at-a-time': oneAtATime,
  'mini-batches': miniBatches,
} as const;

export type ExampleName = keyof typeof examples;

export function isExample(name: string): name is ExampleName {
  return Object.hasOwn(examples, name);
}

/** What an example is run with. */
export interface Settings {
  readonly epochs: number;
  /** How many samples there are to train on, and as many others to measure. */
  readonly samples: number;
  /** Where chance starts: of the samples, and of the weights. */
  readonly seed: number;
}

/** Runs an example and measures what it comes to. */
export function run(name: ExampleName, { epochs, samples, seed }: Settings): Outcome {
  const all = noisySine(2 * samples, seed);
  const training = part(all, 0, samples);
  const heldOut = part(all, samples, 2 * samples);
  const model = network(seed);
  const start = performance.now();
  const updates = examples[name](model, training, epochs);
  const seconds = (performance.now() - start) / 1000;
  return {
    epochs,
    updates,
    seconds,
    trainingLoss: lossOver(model, training),
    heldOutLoss: lossOver(model, heldOut),
  };
}

/** The samples from `start` up to `end`. */
function part({ inputs, targets }: Samples, start: number, end: number): Samples {
  const shape = [end - start, 1];
  return {
    inputs: { shape, data: inputs.data.slice(start, end) },
    targets: { shape, data: targets.data.slice(start, end) },
  };
}
