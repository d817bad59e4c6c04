import { ArgumentError, type Indices, ShapeError } from '@tbptt/core';
import { formatShape } from '@tbptt/core/operation';
import type { LaneOptions } from '../recurrent.js';

/** What happens to single lanes of a window, step by step. */
export interface LaneEvents {
  /** For each step the lanes that have ended: their state stays as it is. */
  readonly paused: readonly (readonly number[])[];
  /** For each step the lanes whose state is zero before it. */
  readonly reset: readonly (readonly number[])[];
  /** Whether any lane is reset anywhere. */
  readonly anyReset: boolean;
}

/** Reads lengths and resets; undefined if nothing happens to any lane. Checks them against T and B. */
export function laneEvents(
  name: string,
  { lengths, resets }: LaneOptions,
  T: number,
  B: number,
): LaneEvents | undefined {
  if (lengths !== undefined) checkLengths(name, lengths, T, B);
  if (resets !== undefined) checkResets(name, resets, T, B);
  const paused: number[][] = [];
  const reset: number[][] = [];
  for (let t = 0; t < T; t++) {
    paused.push(lanesWhere(B, (b) => lengths !== undefined && t >= (lengths[b] as number)));
    reset.push(lanesWhere(B, (b) => resets !== undefined && resets.data[t * B + b] !== 0));
  }
  const anyReset = reset.some((lanes) => lanes.length > 0);
  return anyReset || paused.some((lanes) => lanes.length > 0) ? { paused, reset, anyReset } : undefined;
}

function lanesWhere(B: number, happens: (lane: number) => boolean): number[] {
  const lanes: number[] = [];
  for (let b = 0; b < B; b++) if (happens(b)) lanes.push(b);
  return lanes;
}

function checkLengths(name: string, lengths: ArrayLike<number>, T: number, B: number): void {
  if (lengths.length !== B) {
    throw new ShapeError(
      name,
      `${lengths.length} lengths are given for ${B} lanes; there must be one for each.`,
    );
  }
  for (let b = 0; b < B; b++) {
    const length = lengths[b] as number;
    if (!Number.isInteger(length) || length < 0 || length > T) {
      throw new ArgumentError(
        name,
        `the length of lane ${b} is ${length}; it must be a whole number from 0 to T = ${T}.`,
      );
    }
  }
}

function checkResets(name: string, resets: Indices, T: number, B: number): void {
  if (resets.shape.length !== 2 || resets.shape[0] !== T || resets.shape[1] !== B) {
    throw new ShapeError(
      name,
      `the resets are ${formatShape(resets.shape)}; they must be [T, B] = [${T}, ${B}].`,
    );
  }
}
