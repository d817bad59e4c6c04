import {
  type OptionNames,
  requireNumber,
  requireOptions,
  requireRange,
  requireSingle,
} from '../../arguments.js';
import * as scalar from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

const definition = equation(
  'softplus',
  { arrays: ['x'], uniforms: ['beta', 'threshold'] },
  ({ x, beta, threshold }) => {
    const scaled = scalar.mul(beta, x);
    const smooth = scalar.div(scalar.softplus(scaled), beta);
    return { y: scalar.select(scalar.greater(scaled, threshold), x, smooth) };
  },
);

/** The inverse of a smaller number is infinite in single precision. */
const SMALLEST_NORMAL = 2 ** -126;

/** Options of `softplus`. */
export interface SoftplusOptions {
  /** The sharpness of the bend, greater than 0. Default: 1. */
  readonly beta?: number;
  /** If `beta x` is greater, the result is `x` itself. Default: 20. */
  readonly threshold?: number;
}

const OPTIONS: OptionNames<SoftplusOptions> = { beta: true, threshold: true };

/**
 * Computes `log(1 + exp(beta x)) / beta`, element by element: a smooth relu, whose gradient is
 * `σ(beta x)` (Dugas et al. 2000). It does not overflow, whatever the threshold is.
 *
 * @throws ArgumentError if `x` is not a tensor, `beta` is not greater than 0, or an option is
 * unknown.
 */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  requireOptions('softplus', options, OPTIONS);
  const { beta = 1, threshold = 20 } = options;
  requireSingle('softplus', 'beta', beta, { above: 0 });
  requireRange('softplus', 'beta', beta, { least: SMALLEST_NORMAL });
  requireNumber('softplus', 'threshold', threshold);
  return applyEquation(definition, { x }, { beta, threshold }).y;
}
