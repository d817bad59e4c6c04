import { add } from '../ops/arithmetic.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyLayer, type Layer } from './layer.js';

/**
 * `y = x + f(x)` with layers `f`, one after the other: `new Residual(new Linear(8, 8, { random }), relu)` (He et al. 2016,
 * arXiv:1512.03385). The gradient reaches `x` past the layers too.
 */
export class Residual {
  readonly layers: readonly Layer[];

  constructor(...layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** x: [...]; the result has the same shape. Throws `ShapeError` when the layers give another one. */
  forward(x: Tensor): Tensor {
    const y = this.layers.reduce((output, layer) => applyLayer(layer, output), x);
    requireSameShape('Residual', 'input', x.shape, 'output of the layers', y.shape);
    return add(x, y);
  }
}
