import { neg } from '@tbptt/core/equation';
import { type Transform, transform } from '../transform.js';

/**
 * Changes the sign of the gradient, so that the chain ascends. The first transform of a chain:
 * `[maximize(), adam()]`.
 */
export function maximize(): Transform {
  return transform({ name: 'maximize', update: (gradient) => ({ gradient: neg(gradient) }) });
}
