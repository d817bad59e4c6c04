/** The activations for which there is a gain. */
import { ArgumentError } from '../errors.js';
export type GainName = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/** Options of `gain`. */
export interface GainOptions {
  /** The slope of `leakyRelu`; 0.01 if not given. */
  readonly negativeSlope?: number;
}

/**
 * By how much the weights before an activation must be larger for the size of activations to stay the same from layer to layer: 1 for `linear` and
 * `sigmoid`, 5/3 for `tanh`, `√2` for `relu`, `√(2 / (1 + negativeSlope²))` for `leakyRelu`, 3/4 for `selu`. The numbers are those of PyTorch's
 * `calculate_gain`.
 */
export function gain(activation: GainName, { negativeSlope = 0.01 }: GainOptions = {}): number {
  switch (activation) {
    case 'linear':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + negativeSlope ** 2));
    case 'selu':
      return 3 / 4;
    default:
      throw new ArgumentError(
        'gain',
        `there is no gain for '${String(activation)}'; there is one for linear, sigmoid, tanh, relu, leakyRelu and selu.`,
      );
  }
}
