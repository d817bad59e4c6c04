import { type OptionNames, requireOptions, requireSingle } from '../../arguments.js';
import { expm1, less, mul, select } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

// At 0 the derivative is alpha. The exponential of what is not chosen must not overflow.
const definition = equation('elu', { arrays: ['x'], uniforms: ['alpha'] }, ({ x, alpha }) => ({
  y: select(less(0, x), x, mul(alpha, expm1(select(less(0, x), 0, x)))),
}));

/** Options of `elu`. */
export interface EluOptions {
  /** The result for large negative numbers is `-alpha`. Default: 1. */
  readonly alpha?: number;
}

const OPTIONS: OptionNames<EluOptions> = { alpha: true };

/**
 * Computes `x` for positive numbers and `alpha (eˣ - 1)` for others, element by element. At 0 the
 * slope is `alpha` (Clevert et al. 2015, arXiv:1511.07289).
 *
 * @throws ArgumentError if `x` is not a tensor, or an option is unknown or not finite.
 */
export function elu(x: Tensor, options: EluOptions = {}): Tensor {
  requireOptions('elu', options, OPTIONS);
  const { alpha = 1 } = options;
  requireSingle('elu', 'alpha', alpha, {});
  return applyEquation(definition, { x }, { alpha }).y;
}
