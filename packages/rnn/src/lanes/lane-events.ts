import { ArgumentError, type Indices, ShapeError } from '@tbptt/core';
import { describe, formatShape } from '@tbptt/core/operation';
import { isIndices, requireNumbers } from '../cells/check.js';
import type { LaneOptions, StepOptions } from '../recurrent.js';

/** Per-step resets and ends of individual lanes in a window. */
export interface LaneEvents {
  /** The lanes that have ended before each step; their state stays as it is. */
  readonly paused: readonly (readonly number[])[];
  /** The lanes that start anew before each step; their state is zero. */
  readonly reset: readonly (readonly number[])[];
  /** Whether any lane starts anew at any step. */
  readonly anyReset: boolean;
}

/**
 * Reads lengths and resets. Returns undefined if nothing happens to any lane.
 *
 * @throws ArgumentError if the lengths are not numbers from 0 to T, or if the resets are not
 * indices
 * @throws ShapeError if they do not fit T and B
 */
export function laneEvents(
  operation: string,
  lanes: LaneOptions,
  T: number,
  B: number,
): LaneEvents | undefined {
  requireLaneOptions(operation, lanes);
  const { lengths, resets } = lanes;
  if (lengths === undefined && resets === undefined) return undefined;
  if (lengths !== undefined) requireLengths(operation, lengths, T, B);
  if (resets !== undefined) requireResets(operation, resets, T, B);
  const paused: number[][] = [];
  const reset: number[][] = [];
  for (let t = 0; t < T; t++) {
    paused.push(lanesWhere(B, (b) => lengths !== undefined && t >= (lengths[b] as number)));
    reset.push(lanesWhere(B, (b) => resets !== undefined && resets.data[t * B + b] !== 0));
  }
  const anyReset = reset.some((each) => each.length > 0);
  return anyReset || paused.some((each) => each.length > 0) ? { paused, reset, anyReset } : undefined;
}

function lanesWhere(B: number, happens: (lane: number) => boolean): number[] {
  const lanes: number[] = [];
  for (let b = 0; b < B; b++) if (happens(b)) lanes.push(b);
  return lanes;
}

/**
 * Checks that lane options are an object. A window of a stream has other fields too, so their names
 * are not checked.
 */
export function requireLaneOptions(operation: string, lanes: LaneOptions | StepOptions): void {
  const given: unknown = lanes;
  if (typeof given === 'object' && given !== null) return;
  throw new ArgumentError(
    operation,
    `the lane options are ${describe(given)}; they must be an object with lengths, resets or none of them.`,
  );
}

/** Checks the lengths of B lanes in a window of T steps. */
export function requireLengths(operation: string, lengths: ArrayLike<number>, T: number, B: number): void {
  const given: unknown = lengths;
  if (typeof given !== 'object' || given === null || typeof lengths.length !== 'number') {
    throw new ArgumentError(
      operation,
      `the lengths are ${describe(given)}; they must be an array with a number for each of the ${B} lanes.`,
    );
  }
  if (lengths.length !== B) {
    throw new ShapeError(
      operation,
      `${lengths.length} lengths are given for ${B} lanes; there must be one for each.`,
    );
  }
  for (let b = 0; b < B; b++) {
    const length = lengths[b] as number;
    if (!Number.isInteger(length) || length < 0 || length > T) {
      throw new ArgumentError(
        operation,
        `the length of lane ${b} is ${describe(length)}; it must be a whole number from 0 to T = ${T}.`,
      );
    }
  }
}

function requireResets(operation: string, resets: Indices, T: number, B: number): void {
  const given: unknown = resets;
  if (!isIndices(given)) {
    throw new ArgumentError(
      operation,
      `the resets are ${describe(given)}; they must be indices [T, B] = [${T}, ${B}], such as indices([T, B], marks).`,
    );
  }
  if (resets.shape.length !== 2 || resets.shape[0] !== T || resets.shape[1] !== B) {
    throw new ShapeError(
      operation,
      `the resets are ${formatShape(resets.shape)}; they must be [T, B] = [${T}, ${B}].`,
    );
  }
  requireNumbers(operation, resets);
}
