import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { applyLayer, type Layer } from '../nn/layer.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import type { Tensor } from '../tensor/tensor.js';

/** A linear layer and the activations before the next linear layer: a layer as in textbooks. */
export interface Stage {
  readonly linear: Linear;
  /** The path of the linear layer in the model, such as `layers.0`. */
  readonly path: string;
  /** The name of the activation, or `identity` if there is none. */
  readonly activation: string;
  readonly activate: (z: Tensor) => Tensor;
}

/**
 * Returns the stages of a sequence of linear layers and activations.
 *
 * @throws ArgumentError if the model has other layers, begins with an activation, or has no layers.
 */
export function stagesOf(operation: string, model: Layer): readonly Stage[] {
  const stages: { linear: Linear; path: string; activations: ((x: Tensor) => Tensor)[] }[] = [];
  for (const { layer, path } of leavesOf(model, '')) {
    if (layer instanceof Linear) stages.push({ linear: layer, path, activations: [] });
    else if (typeof layer !== 'function') {
      throw new ArgumentError(
        operation,
        `${path === '' ? 'the model' : path} is ${describe(layer)}; the model must be made of Linear layers and activation functions.`,
        { path, layer },
      );
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) {
        throw new ArgumentError(
          operation,
          `${path === '' ? 'the model' : path} is a function; the model must begin with a Linear layer.`,
          { path },
        );
      }
      stage.activations.push(layer);
    }
  }
  if (stages.length === 0) throw new ArgumentError(operation, 'the model has no layers.');
  return stages.map(({ linear, path, activations }) => ({
    linear,
    path,
    activation: activations.map(({ name }) => name || 'function').join(', ') || 'identity',
    activate: (z) => activations.reduce((x, activation) => applyLayer(activation, x), z),
  }));
}

function leavesOf(layer: Layer, path: string): { readonly layer: Layer; readonly path: string }[] {
  if (!(layer instanceof Sequential)) return [{ layer, path }];
  const prefix = path === '' ? 'layers' : `${path}.layers`;
  return layer.layers.flatMap((inner, index) => leavesOf(inner, `${prefix}.${index}`));
}
