import { COUNT, describe, requireRange, SIZE } from './arguments.js';
import { ArgumentError } from './errors.js';

/** A process among those that train one model together, such as a `Group` of `@tbptt/core`. */
export interface Rank {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** The number of processes. */
  readonly size: number;
}

/** The lanes of one process. */
export interface LaneShare {
  /** The first lane of the process among those of all. */
  readonly first: number;
  /** The number of its lanes. */
  readonly lanes: number;
}

/**
 * Returns the contiguous share of a rank in B lanes, which begins at lane `floor(rank B / size)`
 * and ends where that of the next rank begins.
 *
 * @throws ArgumentError if the group has no rank and size, or if there are fewer lanes than ranks.
 */
export function laneShare(operation: string, lanes: number, group: Rank): LaneShare {
  const given: unknown = group;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(operation, `group is ${describe(given)}; it must have a rank and a size.`, {
      group,
    });
  }
  const { rank, size } = group;
  requireRange(operation, 'group.size', size, SIZE);
  requireRange(operation, 'group.rank', rank, { ...COUNT, most: size - 1 });
  if (lanes < size) {
    throw new ArgumentError(
      operation,
      `${lanes} lanes were asked of ${size} ranks; each must have at least one.`,
      { lanes, size },
    );
  }
  const first = Math.floor((rank * lanes) / size);
  return { first, lanes: Math.floor(((rank + 1) * lanes) / size) - first };
}
