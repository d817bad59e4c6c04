import { neg, softplus } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/**
 * Computes `log σ(x) = -log(1 + e⁻ˣ)`, element by element, without overflow. Its gradient is
 * `σ(-x)`.
 */
export const logSigmoid: (x: Tensor) => Tensor = pointwise('logSigmoid', (x) => neg(softplus(neg(x))));
