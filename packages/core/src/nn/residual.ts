import { add } from '../ops/arithmetic.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Layer, outputOf, requireLayers } from './layer.js';

/**
 * Adds the output of layers, applied one after the other, to their input: `y = x + f(x)`, such as
 * `new Residual(new Linear(8, 8, { random }), relu)` (He et al. 2016, arXiv:1512.03385). The
 * gradient also reaches `x` directly.
 */
export class Residual {
  readonly layers: readonly Layer[];

  /** @throws ArgumentError if a layer is neither a function nor an object with `forward`. */
  constructor(...layers: readonly Layer[]) {
    requireLayers('Residual', layers);
    this.layers = layers;
  }

  /**
   * x: `[...]`. The result has the same shape.
   *
   * @throws ShapeError if the output of the layers has another shape than `x`.
   */
  forward(x: Tensor): Tensor {
    requireTensor('Residual', 'the input', x);
    let y = x;
    this.layers.forEach((layer, i) => {
      y = outputOf('Residual', `layer ${i}`, layer, y);
    });
    requireSameShape('Residual', 'input', x.shape, 'output of the layers', y.shape);
    return add(x, y);
  }
}
