import { spreadAxisKernels } from '../../kernels/families/spread-axis.js';
import { sumAxisKernels } from '../../kernels/families/sum-axis.js';
import { sumOfSquaresKernels } from '../../kernels/families/sum-of-squares.js';
import type { Tolerance } from '../close.js';
import { combinations, EITHER, FEW_SIZES, type KernelCase, SIZES, SUM } from './kernel-case.js';

/** Sums of 2500 numbers in [-1, 1). */
const LONG_SUM: Tolerance = { relative: 1e-6, absolute: 2500 * 2 ** -24 };

const SHAPES = [
  ...combinations({ outer: FEW_SIZES, axis: SIZES, inner: SIZES, accumulate: EITHER }),
  ...combinations({ outer: [1], axis: [300, 2500], inner: [1, 37], accumulate: EITHER }),
];

/** Sums over the middle axis. */
export const sumAxisCases: readonly KernelCase[] = SHAPES.map(({ outer, axis, inner, accumulate }) => ({
  name: `of [${outer}, ${axis}, ${inner}]${accumulate ? ', accumulating' : ''}`,
  tolerance: axis > 65 ? LONG_SUM : SUM,
  run(stage) {
    const x = stage.place('x', outer * axis * inner);
    const y = stage.place('y', outer * inner);
    stage.kernels.of(sumAxisKernels).sumAxis(x, outer, axis, inner, y, accumulate);
  },
}));

/** Their mirror image. */
export const spreadAxisCases: readonly KernelCase[] = SHAPES.map(({ outer, axis, inner, accumulate }) => ({
  name: `to [${outer}, ${axis}, ${inner}]${accumulate ? ', accumulating' : ''}`,
  run(stage) {
    const x = stage.place('x', outer * inner);
    const y = stage.place('y', outer * axis * inner);
    stage.kernels.of(spreadAxisKernels).spreadAxis(x, outer, axis, inner, -0.75, y, accumulate);
  },
}));

/** Sums of squares, also of numbers whose squares are beyond single precision. */
export const sumOfSquaresCases: readonly KernelCase[] = [
  ...[...SIZES, 16, 31, 1000].map((length) => ({ length, size: 1 })),
  { length: 9, size: 1e30 },
  { length: 9, size: 1e-30 },
].map(({ length, size }) => ({
  name: `of ${length} numbers of size ${size}`,
  tolerance: { relative: 1e-12, absolute: 0 },
  run: (stage) =>
    stage.kernels.of(sumOfSquaresKernels).sumOfSquares(
      stage.place('x', length, () => size * stage.random()),
      length,
    ),
}));
