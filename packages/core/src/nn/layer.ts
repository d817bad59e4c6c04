import { describe, isClass } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { requireTensor } from '../tensor/require-tensor.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Maps a tensor, or an input of another type such as `Indices`, to a tensor. A layer is an object
 * with `forward`, or a plain function such as `tanh`. To give a function its options, wrap it:
 * `(x) => elu(x, { alpha: 0.5 })`.
 */
export type Layer<Input = Tensor> = { forward(x: Input): Tensor } | ((x: Input) => Tensor);

/**
 * Returns the output of a layer.
 *
 * @throws ArgumentError if the layer is neither a function nor an object with `forward`, or if its
 * output is not a tensor.
 */
export function applyLayer<Input = Tensor>(layer: Layer<Input>, x: Input): Tensor {
  requireLayer('applyLayer', 'the layer', layer);
  return outputOf('applyLayer', 'the layer', layer, x);
}

/** Returns the output of a layer that has been checked. */
export function outputOf<Input>(operation: string, name: string, layer: Layer<Input>, x: Input): Tensor {
  const y = typeof layer === 'function' ? layer(x) : layer.forward(x);
  requireTensor(operation, `the output of ${name}`, y);
  return y;
}

/**
 * Checks layers that a caller gave one after the other.
 *
 * @throws ArgumentError if one of them is neither a function nor an object with `forward`.
 */
export function requireLayers(operation: string, layers: readonly unknown[]): void {
  for (let i = 0; i < layers.length; i++) requireLayer(operation, `layer ${i}`, layers[i]);
}

/**
 * Checks a layer that a caller gave.
 *
 * @throws ArgumentError if it is neither a function nor an object with `forward`.
 */
function requireLayer(operation: string, name: string, layer: unknown): void {
  if (typeof layer === 'function' ? !isClass(layer) : hasMethod(layer, 'forward')) return;
  throw new ArgumentError(operation, `${name} is ${describe(layer)}; ${remedyFor(layer)}`, { layer });
}

/** Returns what is wrong with a value that is not a layer, as the rest of a message. */
function remedyFor(layer: unknown): string {
  if (typeof layer === 'function') return `make a layer of it with new ${layer.name}(...).`;
  if (Array.isArray(layer)) return 'give layers one by one, as ...layers.';
  if (hasMethod(layer, 'unroll')) {
    return (
      'it has no forward(x), because a recurrent layer needs a state besides its input. ' +
      'Join recurrent layers by Stack of @tbptt/rnn, or call unroll(inputs, state) in a model of your own.'
    );
  }
  return 'it must be a layer: an object with forward(x), or a function of a tensor.';
}

function hasMethod(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as Record<string, unknown>)[name] === 'function';
}
