import { NOT_NEGATIVE, type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import { mul, operand, sub } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { standardizeRowsKernels } from '../kernels/rows/standardize-rows.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ReductionOptions, reduced } from './axes.js';

/** Options of `variance`. */
export interface VarianceOptions extends ReductionOptions {
  /**
   * The number that is subtracted from the number of elements, by which the sum of squares is
   * divided: 1 for the unbiased estimate, 0 for the mean of the squares. Default: 1, as in PyTorch.
   */
  readonly correction?: number;
}

const OPTIONS: OptionNames<VarianceOptions> = { keepDims: true, correction: true };

/** `dx += scale dy (x - mean)`, row by row. */
const gradient: PointwiseProgram = {
  name: 'gradient of variance',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'mean', kind: 'column' },
    { name: 'dy', kind: 'column' },
    { name: 'scale', kind: 'uniform' },
  ],
  outputs: [
    {
      name: 'dx',
      kind: 'full',
      mode: 'accumulate',
      value: mul(mul(operand('scale'), operand('dy')), sub(operand('x'), operand('mean'))),
    },
  ],
};

/**
 * Computes `Σ (x - mean)² / (n - correction)` over the `n` elements of an axis, or of several axes,
 * in double precision. It is NaN if `n` is not above the correction and the elements are equal.
 *
 * @param axes Default: all axes.
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown or
 * has a value that it must not have.
 * @throws ShapeError if `x` has no such axis.
 */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  options: VarianceOptions = {},
): Tensor {
  requireOptions('variance', options, OPTIONS);
  const { correction = 1 } = options;
  requireRange('variance', 'correction', correction, NOT_NEGATIVE);
  const { x: rowsOfX, outer, length, shape } = reduced('variance', x, axes, options, true);
  const divisor = Math.max(0, length - correction);
  return operation([rowsOfX], shape, (scope, y) => {
    const means = scope.allocate(outer);
    const to = scope.at(y);
    const { moments } = scope.kernels.of(standardizeRowsKernels);
    moments(scope.at(rowsOfX), outer, length, means, to);
    const { spreadAxis } = scope.kernels.of(spreadAxisKernels);
    spreadAxis(to, 1, 1, outer, length / divisor, to, false);
    return () => {
      const [dy, dx] = [scope.gradientAt(y), scope.gradientAt(rowsOfX)];
      runPointwise(scope, gradient, outer, length, [scope.at(rowsOfX), means, dy, 2 / divisor, dx]);
    };
  });
}
