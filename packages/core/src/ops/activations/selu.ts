import { expm1, less, mul, select } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/**
 * With these two numbers, which the paper derives, mean 0 and variance 1 are kept from layer to
 * layer.
 */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/**
 * Computes `scale (max(x, 0) + alpha (exp(min(x, 0)) - 1))`, element by element, with `alpha`
 * 1.6733 and `scale` 1.0507. It keeps activations normalized if weights start as `normal` with
 * variance `1 / inputs` (Klambauer et al. 2017, arXiv:1706.02515).
 */
export const selu: (x: Tensor) => Tensor = pointwise('selu', (x) =>
  select(less(0, x), mul(SCALE, x), mul(SCALE * ALPHA, expm1(select(less(0, x), 0, x)))),
);
