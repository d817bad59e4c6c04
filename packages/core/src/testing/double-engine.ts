import { Engine } from '../engine/engine.js';

let double: Engine | undefined;

/**
 * Returns an engine in double precision with the reference kernels, on which gradients are checked.
 * It is made at its first use.
 */
export function doubleEngine(): Engine {
  double ??= new Engine({ precision: 'double' });
  return double;
}
