import type { Tensor } from '../tensor/tensor.js';

/**
 * What maps a tensor to a tensor: an object with `forward`, or a plain function such as `tanh`; one with options is a function that gives
 * them, `(x) => elu(x, { alpha: 0.5 })`.
 */
export type Layer = { forward(x: Tensor): Tensor } | ((x: Tensor) => Tensor);

/** The output of a layer. */
export function applyLayer(layer: Layer, x: Tensor): Tensor {
  return typeof layer === 'function' ? layer(x) : layer.forward(x);
}
