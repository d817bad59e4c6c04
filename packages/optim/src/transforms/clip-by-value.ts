import { max, min } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Transform, transform } from '../transform.js';

/**
 * Limits every element of the gradient to `-limit` to `limit`. NaN stays NaN.
 *
 * Throws `ArgumentError` unless the limit is greater than 0.
 */
export function clipByValue(limit: number): Transform {
  requireRange('clipByValue', 'the limit', limit, { above: 0 });
  return transform({
    name: 'clipByValue',
    update: (gradient) => ({ gradient: max(min(gradient, limit), -limit) }),
  });
}
