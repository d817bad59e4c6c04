import { type Expression, sub } from '@tbptt/core/equation';
import { lerp } from './lerp.js';

/**
 * Returns the average of the weights after a step: `share` of it is the updated weight. A share of
 * 1 copies the weight, to the last bit.
 */
export function updatedAverage(average: Expression, updated: Expression, share: Expression): Expression {
  return lerp(average, updated, { end: share, start: sub(1, share) });
}
