import { COUNT, describe, isInRange, SIZE } from './arguments.js';
import { ArgumentError } from './errors.js';
import { laneShare, type Rank } from './lane-share.js';

/** How a text is cut into lanes. */
export interface LaneCut {
  /** The number of lanes: those of this process. */
  readonly lanes: number;
  /** The first of them among the lanes of all processes. */
  readonly first: number;
  /** The number of steps of the longest lane: `ceil(P / B)`, or `floor(P / B)` in a group. */
  readonly length: number;
  /** `[B + 1]` The position in the text where each lane begins, and where the last one ends. */
  readonly starts: Float64Array;
}

/**
 * Cuts the `P = N - 1` pairs of a text of `N` symbols into `B` contiguous lanes. The first `P mod B`
 * lanes have `ceil(P / B)` pairs, the others `floor(P / B)`.
 * In a group all have `floor(P / B)`, so that each rank has targets in every window, and the lanes
 * are those of this rank.
 *
 * @throws ArgumentError if there are fewer pairs than lanes, or if the group has no rank and size.
 */
export function cutIntoLanes(operation: string, symbols: number, lanes: number, group?: Rank): LaneCut {
  const pairs = symbols - 1;
  if (pairs < lanes) throw tooShort(operation, symbols, lanes);
  const least = Math.floor(pairs / lanes);
  const longer = pairs % lanes;
  const share = group === undefined ? { first: 0, lanes } : laneShare(operation, lanes, group);
  const startOf = (lane: number): number => lane * least + Math.min(lane, longer);
  return {
    ...share,
    length: group === undefined ? Math.ceil(pairs / lanes) : least,
    starts: Float64Array.from({ length: share.lanes + 1 }, (_, b) => startOf(share.first + b)),
  };
}

/**
 * Checks a window of lanes of `available` steps.
 *
 * @throws ArgumentError if `start` is not a step of the lanes, or if `length` is not a whole number
 * of at least 1.
 */
export function requireLaneWindow(operation: string, start: number, length: number, available: number): void {
  if (isInRange(start, COUNT) && start < available && isInRange(length, SIZE)) return;
  throw new ArgumentError(
    operation,
    `a window of ${describe(length)} steps from step ${describe(start)} was asked of lanes of ${available} steps; ` +
      `start must be an integer from 0 to ${available - 1}, length an integer from 1 up.`,
    { start, length, available },
  );
}

function tooShort(operation: string, symbols: number, lanes: number): ArgumentError {
  return new ArgumentError(
    operation,
    `a text of ${symbols} symbols has ${Math.max(0, symbols - 1)} pairs of a symbol and the next, too few for ` +
      `${lanes} lanes; give at least ${lanes + 1} symbols` +
      (symbols >= 2 ? `, or ask for at most ${symbols - 1} lanes.` : '.'),
    { symbols, lanes },
  );
}
