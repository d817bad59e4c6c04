import { requireTensor } from '../tensor/require-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Layer, outputOf, requireLayers } from './layer.js';
import type { TorchMembers } from './torch-module.js';

/**
 * Applies layers one after the other:
 * `new Sequential(new Linear(2, 8, { random }), tanh, new Linear(8, 1, { random }))`.
 *
 * Its input is that of its first layer: symbols if that is an `Embedding`, a tensor otherwise.
 */
export class Sequential<Input = Tensor> {
  readonly layers: readonly (Layer<Input> | Layer)[];

  /** @throws ArgumentError if a layer is neither a function nor an object with `forward`. */
  constructor(first: Layer<Input>, ...rest: readonly Layer[]);
  constructor(...layers: readonly Layer<Input>[]);
  constructor(...layers: readonly (Layer<Input> | Layer)[]) {
    requireLayers('Sequential', layers);
    this.layers = layers;
  }

  /**
   * Returns the output of the last layer, or `x` itself if there are no layers.
   *
   * @throws ArgumentError if the output of a layer is not a tensor.
   */
  forward(x: Input): Tensor {
    let y: Input | Tensor = x;
    for (let i = 0; i < this.layers.length; i++) {
      y = outputOf('Sequential', `layer ${i}`, this.layers[i] as Layer<Input | Tensor>, y);
    }
    requireTensor('Sequential', 'the input', y);
    return y;
  }

  /** Returns the members of `nn.Sequential`. See `toTorch`. */
  torchMembers(): TorchMembers {
    return Object.fromEntries(this.layers.entries());
  }
}
