import { fans, type Initializer, normal, uniform } from './initializers.js';

/**
 * Uniform within `±gain √(6 / (inputs + outputs))`, which keeps the size of activations and of gradients alike from layer to layer; for tanh
 * and sigmoid (Glorot & Bengio 2010). `gain`, 1 if not given, may be that of the activation: `xavierUniform(gain('tanh'))`.
 */
export function xavierUniform(gain = 1): Initializer {
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierUniform', shape);
    return uniform(gain * Math.sqrt(6 / Math.max(1, inputs + outputs)))(shape, random);
  };
}

/** Normal with the deviation `gain √(2 / (inputs + outputs))`; see `xavierUniform` (Glorot & Bengio 2010). */
export function xavierNormal(gain = 1): Initializer {
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierNormal', shape);
    return normal(gain * Math.sqrt(2 / Math.max(1, inputs + outputs)))(shape, random);
  };
}
