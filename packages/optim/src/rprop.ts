import type { Chain } from './chain.js';
import { optionsOf } from './options.js';
import { RPROP_OPTIONS, type ScaleByRpropOptions, scaleByRprop } from './transforms/scale-by-rprop.js';

/** Options of `rprop`. */
export interface RpropOptions extends ScaleByRpropOptions {
  /** The size of the first steps, after which each element adapts its own. Default: 0.01. */
  readonly learningRate?: number;
}

/**
 * Rprop (Riedmiller & Braun 1993), as PyTorch has it: `p = p - u` with the `u` of `scaleByRprop`.
 * For gradients of the whole data, not for mini-batches.
 *
 * @throws ArgumentError if an option is unknown or out of range.
 */
export function rprop(options?: RpropOptions): Chain {
  const { learningRate = 0.01, ...scaling } = optionsOf('rprop', options, {
    learningRate: true,
    ...RPROP_OPTIONS,
  });
  return [scaleByRprop(learningRate, scaling)];
}
