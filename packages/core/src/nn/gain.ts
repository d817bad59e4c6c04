import { describe, type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { ArgumentError } from '../errors.js';

/** The activations that have a gain. */
export type GainName = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/** Options of `gain`. */
export interface GainOptions {
  /** The slope of `leakyRelu`. Default: 0.01. */
  readonly negativeSlope?: number;
}

const OPTIONS: OptionNames<GainOptions> = { negativeSlope: true };

/**
 * Returns the factor by which the weights before an activation are scaled so that activations keep
 * their size from layer to layer: 1 for `linear` and `sigmoid`, 5/3 for `tanh`, `√2` for `relu`,
 * `√(2 / (1 + negativeSlope²))` for `leakyRelu`, and 3/4 for `selu`. The numbers are those of
 * PyTorch's `calculate_gain`.
 *
 * @throws ArgumentError if the activation has no gain, or an option is unknown or not finite.
 */
export function gain(activation: GainName, options: GainOptions = {}): number {
  requireOptions('gain', options, OPTIONS);
  const { negativeSlope = 0.01 } = options;
  requireRange('gain', 'negativeSlope', negativeSlope, {});
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
        `there is no gain for ${describe(activation)}; there is one for linear, sigmoid, tanh, relu, leakyRelu and selu.`,
        { activation },
      );
  }
}
