import { max, min } from '@tbptt/core/equation';
import { requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/**
 * Limits every element of the gradient to the range from `-limit` to `limit`. NaN stays NaN, and
 * ends no step: only transforms that measure a norm find it.
 *
 * @throws ArgumentError unless the limit is greater than 0.
 */
export function clipByValue(limit: number): Transform {
  requireNumber('clipByValue', 'the limit', limit, { above: 0 });
  return transform({
    name: 'clipByValue',
    update: (gradient) => ({ gradient: max(min(gradient, limit), -limit) }),
  });
}
