import { neg } from '@tbptt/core/equation';
import { type Transform, transform } from '../transform.js';

/** Turns the gradient round, so that the chain climbs: the first of a chain that shall maximize, `[maximize(), adam()]`. */
export function maximize(): Transform {
  return transform({ name: 'maximize', update: (gradient) => ({ gradient: neg(gradient) }) });
}
