import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import { div, equal, operand, select } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import { ShapeError } from '../errors.js';
import { extremeRowsKernels } from '../kernels/rows/extreme-rows.js';
import { allocateSums, sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ReductionOptions, reduced, requireReductionOptions } from './axes.js';

const isExtreme = equal(operand('x'), operand('y'));

/** The number of elements of each row that are equal to its extreme. */
const count: PointwiseProgram = {
  name: 'count of extremes',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'y', kind: 'column' },
  ],
  outputs: [{ name: 'count', kind: 'column', mode: 'accumulate', value: select(isExtreme, 1, 0) }],
};

/** `dx += dy / count` where `x` is the extreme of its row. */
const gradient: PointwiseProgram = {
  name: 'gradient of extremes',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'y', kind: 'column' },
    { name: 'dy', kind: 'column' },
    { name: 'count', kind: 'column' },
  ],
  outputs: [
    {
      name: 'dx',
      kind: 'full',
      mode: 'accumulate',
      value: select(isExtreme, div(operand('dy'), operand('count')), 0),
    },
  ],
};

/**
 * Returns the largest element along an axis, or along several axes, or NaN if one is NaN. Equally
 * large elements share the gradient, as in PyTorch's `amax`.
 *
 * @param axes Default: all axes.
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown.
 * @throws ShapeError if `x` has no such axis, or there are no elements along it.
 */
export function max(x: Tensor, axes?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return extreme('max', x, axes, options);
}

/**
 * Returns the smallest element along an axis, or along several axes. See `max`.
 *
 * @param axes Default: all axes.
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown.
 * @throws ShapeError if `x` has no such axis, or there are no elements along it.
 */
export function min(x: Tensor, axes?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return extreme('min', x, axes, options);
}

function extreme(
  name: 'max' | 'min',
  given: Tensor,
  axes: number | readonly number[] | undefined,
  options: ReductionOptions,
): Tensor {
  requireReductionOptions(name, options);
  const { x, outer, length, shape } = reduced(name, given, axes, options, true);
  if (length === 0 && outer > 0) {
    throw new ShapeError(
      name,
      `${formatShape(given.shape)} has no elements along the axes; there must be one.`,
      {
        shape: given.shape,
        axes,
      },
    );
  }
  return operation([x], shape, (scope, y) => {
    scope.kernels.of(extremeRowsKernels)[name](scope.at(x), outer, length, scope.at(y));
    return () => {
      const { memory, kernels } = scope;
      const operands = [scope.at(x), scope.at(y)];
      const sums = allocateSums(memory, outer);
      runPointwise(scope, count, outer, length, [...operands, sums]);
      const counts = scope.allocateZeros(outer);
      kernels.of(sumAxisKernels).addSums(sums, outer, counts);
      const values = [...operands, scope.gradientAt(y), counts, scope.gradientAt(x)];
      runPointwise(scope, gradient, outer, length, values);
    };
  });
}
