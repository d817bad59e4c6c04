import { ArgumentError } from '@tbptt/core';
import type { WindowSchedule } from './spans.js';

/** Of how many steps windows are. */
export interface WindowLengths {
  readonly k1: WindowSchedule;
  readonly k2: number;
}

/**
 * k1 and k2 as they are used, checked: an `ArgumentError` at once for numbers, at the update for a schedule. Where k1 is a schedule, k2 may be less; a window
 * is then as long as k1.
 */
export function windowLengths(
  operation: string,
  k1: number | WindowSchedule,
  k2: number | undefined,
): WindowLengths {
  const least = typeof k1 === 'number' ? k1 : 1;
  checkWhole(operation, 'k1', least);
  if (k2 !== undefined && k2 !== Number.POSITIVE_INFINITY && (!Number.isInteger(k2) || k2 < least)) {
    throw new ArgumentError(
      operation,
      `k2 is ${k2}; it must be a whole number of steps of at least ${least === k1 ? 'k1 = ' : ''}${least}, or Infinity for full back-propagation.`,
    );
  }
  if (typeof k1 === 'number') return { k1: () => k1, k2: k2 ?? k1 };
  const checked: WindowSchedule = (update) => {
    const steps = k1(update);
    checkWhole(operation, `k1 of update ${update}`, steps);
    return steps;
  };
  return { k1: checked, k2: k2 ?? 1 };
}

function checkWhole(operation: string, name: string, steps: number): void {
  if (Number.isInteger(steps) && steps >= 1) return;
  throw new ArgumentError(
    operation,
    `${name} is ${steps}; it must be a whole number of steps of at least 1.`,
  );
}
