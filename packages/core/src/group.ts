import { COUNT, describe, isCallable, requireRange, SIZE } from './arguments.js';
import { ArgumentError } from './errors.js';

/** The numbers that a group sums: views of the memory of an engine, or arrays of a program. */
export type GroupNumbers = Float32Array | Float64Array;

/** A process or a thread among those that train one model together. */
export interface Rank {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** The number of processes. */
  readonly size: number;
}

/**
 * Processes or threads that train one model together, each with a share of the data. Every rank
 * runs the same program and calls the same methods in the same order; a call returns when all ranks
 * have made it. `world` of `@tbptt/mpi` is one.
 */
export interface Group extends Rank {
  /**
   * Replaces the numbers of each array by their sums over all ranks. Sums run in the order of the
   * ranks and are the same bits on each of them, and in every run. Arrays are as many and as long
   * on every rank.
   */
  allReduce(arrays: readonly GroupNumbers[]): void;

  /** Replaces the bytes of each array by those of the rank `root`. Default: 0. */
  broadcast(arrays: readonly ArrayBufferView[], root?: number): void;

  /** Returns when every rank has called it. */
  barrier(): void;
}

/** @throws ArgumentError if a value is no group. */
export function requireGroup(operation: string, group: Group): void {
  const given: unknown = group;
  const isGroup =
    typeof given === 'object' &&
    given !== null &&
    ['allReduce', 'broadcast', 'barrier'].every((name) => isCallable(Reflect.get(given, name)));
  if (!isGroup) {
    throw new ArgumentError(
      operation,
      `the group is ${describe(given)}; it must be a group of processes, such as await world() of @tbptt/mpi.`,
      { group },
    );
  }
  requireRange(operation, 'group.size', group.size, SIZE);
  requireRange(operation, 'group.rank', group.rank, { ...COUNT, most: group.size - 1 });
}
