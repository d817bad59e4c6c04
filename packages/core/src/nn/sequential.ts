import type { Tensor } from '../tensor/tensor.js';
import { applyLayer, type Layer } from './layer.js';
import type { TorchMembers } from './torch-module.js';

/** Layers one after the other: `new Sequential(new Linear(2, 8, { random }), tanh, new Linear(8, 1, { random }))`. */
export class Sequential {
  readonly layers: readonly Layer[];

  constructor(...layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** The output of the last layer; `x` itself if there are none. */
  forward(x: Tensor): Tensor {
    return this.layers.reduce((output, layer) => applyLayer(layer, output), x);
  }

  /** The members of `nn.Sequential`, see `toTorch`. */
  torchMembers(): TorchMembers {
    return Object.fromEntries(this.layers.entries());
  }
}
