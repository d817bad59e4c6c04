import { ArgumentError, Tensor } from '@tbptt/core';
import { describe, formatShape, isCallable } from '@tbptt/core/operation';
import type { SequenceLoss } from './sequence-loss.js';

/** @throws ArgumentError if the loss is no function, or a class */
export function requireLoss(operation: string, loss: unknown): void {
  if (isCallable(loss)) return;
  throw new ArgumentError(
    operation,
    `loss is ${describe(loss)}; it must be a function of the outputs and the targets, such as crossEntropy.`,
  );
}

/**
 * Computes the loss of a window.
 *
 * @throws ArgumentError if the loss function returns anything but a tensor of one element
 */
export function lossOf<Y>(operation: string, loss: SequenceLoss<Y>, outputs: Tensor, targets: Y): Tensor {
  const result: unknown = loss(outputs, targets);
  if (result instanceof Tensor && result.size === 1) return result;
  const found = result instanceof Tensor ? `a tensor ${formatShape(result.shape)}` : describe(result);
  throw new ArgumentError(
    operation,
    `the loss function returned ${found}; it must return a tensor of one element, such as a mean or a sum.`,
  );
}

/**
 * Checks that a stream continues after its burn-in.
 *
 * @throws ArgumentError if `burnIn` is no whole number from 0 to less than the length of the stream
 */
export function requireBurnIn(operation: string, burnIn: number, length: number): void {
  if (Number.isSafeInteger(burnIn) && burnIn >= 0 && burnIn < length) return;
  throw new ArgumentError(
    operation,
    `burnIn is ${describe(burnIn)}; it must be a whole number of steps of at least 0, less than the ${length} of the stream.`,
    { burnIn, length },
  );
}
