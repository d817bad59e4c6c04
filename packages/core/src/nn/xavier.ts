import { NOT_NEGATIVE, requireRange } from '../arguments.js';
import { fans, type Initializer, normal, uniform } from './initializers.js';

/**
 * Draws uniformly within `±gain √(6 / (inputs + outputs))`, which keeps the size of activations and
 * of gradients alike from layer to layer. For tanh and sigmoid (Glorot & Bengio 2010).
 *
 * @param gain the gain of the activation, such as `gain('tanh')`. Default: 1.
 * @throws ArgumentError if the gain is negative or not finite.
 */
export function xavierUniform(gain = 1): Initializer {
  requireRange('xavierUniform', 'gain', gain, NOT_NEGATIVE);
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierUniform', shape);
    return uniform(gain * Math.sqrt(6 / Math.max(1, inputs + outputs)))(shape, random);
  };
}

/**
 * Draws from the normal distribution of deviation `gain √(2 / (inputs + outputs))`. See
 * `xavierUniform` (Glorot & Bengio 2010).
 *
 * @param gain the gain of the activation. Default: 1.
 * @throws ArgumentError if the gain is negative or not finite.
 */
export function xavierNormal(gain = 1): Initializer {
  requireRange('xavierNormal', 'gain', gain, NOT_NEGATIVE);
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierNormal', shape);
    return normal(gain * Math.sqrt(2 / Math.max(1, inputs + outputs)))(shape, random);
  };
}
