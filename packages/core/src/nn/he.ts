import { type OptionNames, requireChoice, requireOptions, requireRange } from '../arguments.js';
import type { Shape } from '../tensor/shape.js';
import { gain as gainOf } from './gain.js';
import { fans, type Initializer, normal, uniform } from './initializers.js';

/** Options of `heUniform` and `heNormal`. */
export interface HeOptions {
  /**
   * The quantity that keeps its size from layer to layer: activations for `in`, gradients for
   * `out`. Default: `in`.
   */
  readonly fan?: 'in' | 'out';
  /**
   * The gain of the activation, such as `gain('leakyRelu', { negativeSlope })`. Default: √2, the
   * gain of `relu`.
   */
  readonly gain?: number;
}

const OPTIONS: OptionNames<HeOptions> = { fan: true, gain: true };

/**
 * Draws uniformly within `±gain √(3 / inputs)`, or `outputs` with `fan: 'out'`. For relu and its
 * kin (He et al. 2015, arXiv:1502.01852).
 *
 * @throws ArgumentError if an option is unknown or has a value that it must not have.
 */
export function heUniform(options: HeOptions = {}): Initializer {
  const deviation = deviationBy('heUniform', options);
  return (shape, random) => uniform(Math.sqrt(3) * deviation(shape))(shape, random);
}

/**
 * Draws from the normal distribution of deviation `gain / √inputs`, or `outputs` with `fan: 'out'`.
 * For relu and its kin (He et al. 2015, arXiv:1502.01852).
 *
 * @throws ArgumentError if an option is unknown or has a value that it must not have.
 */
export function heNormal(options: HeOptions = {}): Initializer {
  const deviation = deviationBy('heNormal', options);
  return (shape, random) => normal(deviation(shape))(shape, random);
}

function deviationBy(operation: string, options: HeOptions): (shape: Shape) => number {
  requireOptions(operation, options, OPTIONS);
  const { fan = 'in', gain = gainOf('relu') } = options;
  requireChoice(operation, 'fan', fan, ['in', 'out']);
  requireRange(operation, 'gain', gain, { least: 0 });
  return (shape) => {
    const { inputs, outputs } = fans(operation, shape);
    return gain / Math.sqrt(Math.max(1, fan === 'in' ? inputs : outputs));
  };
}
