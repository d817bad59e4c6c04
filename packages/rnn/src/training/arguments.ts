import { ArgumentError, Tensor } from '@tbptt/core';
import { describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import type { Unrollable } from '../recurrent.js';
import type { SequenceLoss } from './window-run.js';

/**
 * Checks that a model can be unrolled.
 *
 * @throws ArgumentError if it lacks `unroll` or `initialState`
 */
export function requireUnrollable(operation: string, model: Unrollable): void {
  const given: unknown = model;
  const { unroll, initialState }: { unroll?: unknown; initialState?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (typeof unroll === 'function' && typeof initialState === 'function') return;
  throw new ArgumentError(
    operation,
    `the model is ${describe(given)}; it must have unroll(inputs, state) and initialState(lanes), as recurrent layers, Stack and CharLM have.`,
  );
}

/**
 * Checks that options were given, all of known names.
 *
 * @throws ArgumentError if they are missing, no object, or have an unknown name
 */
export function requireGivenOptions<Options>(
  operation: string,
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireOptions(operation, options, names);
  if (options !== undefined) return;
  throw new ArgumentError(
    operation,
    `the options are undefined; they must be an object. The options are ${Object.keys(names).join(', ')}.`,
  );
}

/** @throws ArgumentError if the loss is no function */
export function requireLoss(operation: string, loss: unknown): void {
  if (typeof loss === 'function') return;
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
  const found = result instanceof Tensor ? String(result) : describe(result);
  throw new ArgumentError(
    operation,
    `the loss function returned ${found}; it must return a tensor of one element, such as a mean or a sum.`,
  );
}

/**
 * Checks that a stream continues behind its burn-in.
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
