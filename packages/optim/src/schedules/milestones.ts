import { ArgumentError } from '@tbptt/core';
import { COUNT, describe, requireRange } from '@tbptt/core/operation';

/** Returns the number of milestones that a step has reached. */
export function milestonesReached(milestones: readonly number[], step: number): number {
  let count = 0;
  while (count < milestones.length && step >= (milestones[count] as number)) count++;
  return count;
}

/**
 * Checks milestones that a caller gave.
 *
 * @throws ArgumentError unless they are an array of whole numbers of at least 0 in ascending order.
 */
export function requireMilestones(operation: string, milestones: readonly number[]): void {
  if (!Array.isArray(milestones)) {
    throw new ArgumentError(
      operation,
      `the milestones are ${describe(milestones)}; they must be an array of steps.`,
    );
  }
  // Not `forEach`, which passes over the holes of a sparse array.
  for (const [index, milestone] of (milestones as readonly number[]).entries()) {
    requireRange(operation, `milestones[${index}]`, milestone, COUNT);
    if (milestone < (milestones[index - 1] ?? 0)) {
      throw new ArgumentError(
        operation,
        `the milestones are ${milestones.join(', ')}; they must be in ascending order.`,
      );
    }
  }
}
