import { add, lessOrEqual, mul, select } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/**
 * Computes `min(max(x + 3, 0), 6) / 6`, element by element. It is 0 up to -3, 1 from 3, and a
 * straight line between. The gradient is 0 at both bends (Courbariaux et al. 2015,
 * arXiv:1511.00363, with PyTorch's slope of 1/6).
 */
export const hardSigmoid: (x: Tensor) => Tensor = pointwise('hardSigmoid', (x) =>
  select(lessOrEqual(x, -3), 0, select(lessOrEqual(3, x), 1, mul(add(x, 3), 1 / 6))),
);
