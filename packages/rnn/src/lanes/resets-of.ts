import { ArgumentError, type Indices, ShapeError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { StepOptions } from '../recurrent.js';
import { requireLaneOptions } from './lane-events.js';

/**
 * Returns the resets of a step as those of a window of one step, [1, B], or undefined if no lane
 * starts anew.
 *
 * @throws ArgumentError if the resets are not a list of numbers
 * @throws ShapeError if there is not one for each of the B lanes
 */
export function resetsOf(operation: string, lanes: StepOptions | undefined, B: number): Indices | undefined {
  if (lanes === undefined) return undefined;
  requireLaneOptions(operation, lanes);
  const { resets } = lanes;
  if (resets === undefined) return undefined;
  const given: unknown = resets;
  if (typeof given !== 'object' || given === null || typeof resets.length !== 'number') {
    throw new ArgumentError(
      operation,
      `the resets are ${describe(given)}; they must be an array with a number for each of the ${B} lanes, such as [0, 1].`,
    );
  }
  if (resets.length !== B) {
    throw new ShapeError(
      operation,
      `${resets.length} resets are given for ${B} lanes; there must be one for each.`,
    );
  }
  const marks = Int32Array.from(resets, (mark: unknown, lane) => {
    if (typeof mark === 'number' && !Number.isNaN(mark)) return mark === 0 ? 0 : 1;
    throw new ArgumentError(
      operation,
      `the reset of lane ${lane} is ${describe(mark)}; it must be a number.`,
    );
  });
  return marks.includes(1) ? { shape: [1, B], data: marks } : undefined;
}
