import { ArgumentError } from '@tbptt/core';
import { requireRange } from '@tbptt/core/operation';

/** How many milestones a step has reached. */
export function reached(milestones: readonly number[], step: number): number {
  let count = 0;
  while (count < milestones.length && step >= (milestones[count] as number)) count++;
  return count;
}

/** Throws an `ArgumentError` unless the milestones are whole numbers of at least 0 in ascending order. */
export function requireMilestones(operation: string, milestones: readonly number[]): void {
  milestones.forEach((milestone, index) => {
    requireRange(operation, `milestones[${index}]`, milestone, { least: 0, whole: true });
    if (milestone < (milestones[index - 1] ?? 0)) {
      throw new ArgumentError(
        operation,
        `the milestones are ${milestones.join(', ')}; they must be in ascending order.`,
      );
    }
  });
}
