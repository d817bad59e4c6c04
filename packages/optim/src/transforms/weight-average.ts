import { add, type Expression, lessOrEqual, mul, select, sub } from '@tbptt/core/equation';

/** The average after a step: `average + share * (updated - average)`. A share of 1 copies, to the last bit. */
export function updatedAverage(average: Expression, updated: Expression, share: Expression): Expression {
  const moved = add(average, mul(share, sub(updated, average)));
  return select(lessOrEqual(1, share), updated, moved);
}
