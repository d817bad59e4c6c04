import { ArgumentError, gather, indices, reshape, Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { requireSequence } from '../cells/check.js';
import { requireLengths } from './lane-events.js';

/**
 * Returns the last step of each lane, from `[T, B, D]` to `[B, D]`: the outputs of a model that has
 * one target per sequence. With lengths, the last step of a lane is step `length - 1`.
 *
 * @throws ArgumentError if the sequence is not a tensor, if it has no steps, or if a length is not
 * from 1 to T
 * @throws ShapeError if it is not `[T, B, D]`, or if there is not a length for each lane
 */
export function lastStep(sequence: Tensor, lengths?: ArrayLike<number>): Tensor {
  const { steps, lanes } = requireSequence('lastStep', sequence);
  if (!(sequence instanceof Tensor)) {
    throw new ArgumentError('lastStep', 'the inputs are symbols; they must be a tensor [T, B, D].');
  }
  if (lengths !== undefined) requireLengths('lastStep', lengths, steps, lanes);
  const rows = Int32Array.from({ length: lanes }, (_, lane) => {
    const length = lengths === undefined ? steps : (lengths[lane] as number);
    if (length > 0) return (length - 1) * lanes + lane;
    throw new ArgumentError(
      'lastStep',
      `lane ${lane} has the length ${describe(length)}, so it has no last step; every lane must have at least one step.`,
    );
  });
  const flat = reshape(sequence, [steps * lanes, sequence.shape[2] as number]);
  return gather(flat, indices([lanes], rows));
}
