import * as scalar from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/**
 * Computes `σ(x) = 1 / (1 + e⁻ˣ)`, element by element, without overflow. Its gradient is
 * `σ (1 - σ)`.
 */
export const sigmoid: (x: Tensor) => Tensor = pointwise('sigmoid', scalar.sigmoid);
