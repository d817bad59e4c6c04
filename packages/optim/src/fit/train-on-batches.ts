import { ArgumentError, type Layer, type Tensor } from '@tbptt/core';
import {
  describe,
  isCallable,
  type OptionNames,
  requireFunction,
  requireOptions,
} from '@tbptt/core/operation';
import { Optimizer } from '../optimizer.js';
import type { FitUpdate } from './fit.js';

/** Options of `trainOnBatches`. */
export interface TrainOnBatchesOptions<Y> {
  /** The optimizer of the model. */
  readonly optimizer: Optimizer;
  /** The loss of the outputs of a batch, a mean: `crossEntropy`, `meanSquaredError` or your own. */
  readonly loss: (outputs: Tensor, targets: Y) => Tensor;
}

const OPTIONS: OptionNames<TrainOnBatchesOptions<unknown>> = { optimizer: true, loss: true };

/**
 * Yields an update for each batch `[inputs, targets]`, with its loss and the number of its samples,
 * the length of the first axis of the inputs. For a loop of your own, or for `fit`.
 *
 * ```ts
 * for (const { loss } of trainOnBatches(model, batches, { optimizer, loss: crossEntropy })) {
 *   console.log(loss);
 * }
 * ```
 *
 * @throws ArgumentError if an option is unknown or missing, or a batch is not a pair.
 */
export function trainOnBatches<X, Y>(
  model: Exclude<Layer<X>, (...given: never) => unknown>,
  batches: Iterable<readonly [inputs: X, targets: Y]>,
  options: TrainOnBatchesOptions<Y>,
): Generator<Required<FitUpdate>, void, void> {
  requireOptions('trainOnBatches', options, OPTIONS);
  const optimizer: unknown = options?.optimizer;
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentError(
      'trainOnBatches',
      `the optimizer is ${describe(optimizer)}; it must be an Optimizer, such as new Optimizer(model, adam()).`,
    );
  }
  requireFunction('trainOnBatches', 'loss', options.loss, 'crossEntropy');
  if (typeof model !== 'object' || model === null || !hasForward(model)) {
    throw new ArgumentError('trainOnBatches', `the model is ${describe(model)}; it must have forward(x).`);
  }
  if (typeof batches !== 'object' || batches === null || !(Symbol.iterator in batches)) {
    throw new ArgumentError(
      'trainOnBatches',
      `the batches are ${describe(batches)}; they must be iterable, such as an array of pairs [inputs, targets].`,
    );
  }
  return updates(model, batches, optimizer, options.loss);
}

function* updates<X, Y>(
  model: { forward(x: X): Tensor },
  batches: Iterable<readonly [X, Y]>,
  optimizer: Optimizer,
  lossOf: (outputs: Tensor, targets: Y) => Tensor,
): Generator<Required<FitUpdate>, void, void> {
  for (const batch of batches) {
    if (!Array.isArray(batch) || batch.length !== 2) {
      throw new ArgumentError(
        'trainOnBatches',
        `a batch is ${describe(batch)}; it must be a pair [inputs, targets].`,
      );
    }
    const [inputs, targets] = batch as readonly [X, Y];
    const { loss } = optimizer.step(() => lossOf(model.forward(inputs), targets));
    yield { loss, count: samplesOf(inputs) };
  }
}

/** Returns whether an object has a method `forward`. */
function hasForward(model: object): boolean {
  const forward: unknown = Reflect.get(model, 'forward');
  return isCallable(forward);
}

/** Returns the length of the first axis of inputs with a shape, or 1 for others. */
function samplesOf(inputs: unknown): number {
  if (typeof inputs !== 'object' || inputs === null || !('shape' in inputs)) return 1;
  const shape: readonly unknown[] = Array.isArray(inputs.shape) ? inputs.shape : [];
  const [first] = shape;
  return typeof first === 'number' ? first : 1;
}
