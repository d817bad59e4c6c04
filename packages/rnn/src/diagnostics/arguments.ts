import { ArgumentError } from '@tbptt/core';
import { describe, type OptionNames } from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { requireLoss } from '../training/arguments.js';
import { requireStream } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream } from '../training/stream.js';

/**
 * Checks the arguments that every diagnostic has.
 *
 * @throws ArgumentError if the model, the stream, the loss or the name of an option is not valid
 */
export function requireDiagnosis<
  S extends State,
  X extends Sequence,
  Y,
  Options extends { loss: SequenceLoss<Y> },
>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireUnrollable(operation, model);
  requireStream(operation, stream);
  requireGivenOptions(operation, options, names);
  requireLoss(operation, options.loss);
  requireCausal(operation, model, 'back-propagation by single steps has no meaning for it');
}

/**
 * Checks a step, or a number of steps, within a stream.
 *
 * @throws ArgumentError if it is no whole number from `least` to `most`
 */
export function requireSteps(
  operation: string,
  name: string,
  value: number,
  least: number,
  most: number,
): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new ArgumentError(
    operation,
    `${name} is ${describe(value)}; it must be a whole number of steps from ${least} to ${most}.`,
    { [name]: value },
  );
}
