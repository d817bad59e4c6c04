import { sigmoid } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';
import { gated } from './gated.js';

/**
 * Computes `x σ(x)`, element by element. Also called swish (Hendrycks & Gimpel 2016,
 * arXiv:1606.08415; Ramachandran et al. 2017, arXiv:1710.05941).
 */
export const silu: (x: Tensor) => Tensor = pointwise('silu', (x) => gated(x, sigmoid));
