import type { Chain } from './transform.js';
import { type ScaleByRpropOptions, scaleByRprop } from './transforms/scale-by-rprop.js';

/** Options of `rprop`. */
export interface RpropOptions extends ScaleByRpropOptions {
  /** The size of the first steps; those that follow find their own. Default 0.01. */
  readonly learningRate?: number;
}

/**
 * Rprop (Riedmiller & Braun 1993), as PyTorch has it: `p = p - u` with the `u` of `scaleByRprop`. For gradients of the whole data,
 * not for mini-batches.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function rprop({ learningRate = 0.01, ...scaling }: RpropOptions = {}): Chain {
  return [scaleByRprop(learningRate, scaling)];
}
