import type { Tolerance } from '../../testing/close.js';
import { AXIS_SHAPES, type KernelCase, type KernelCases, SIZES, SUM } from '../../testing/kernel-case.js';
import { type SumAxisKernels, sumAxisKernels } from './sum-axis.js';

/** Sums of 2500 numbers in [-1, 1). */
const LONG_SUM: Tolerance = { relative: 1e-6, absolute: 2500 * 2 ** -24 };

/** Sums over the middle axis. */
const sumAxis: readonly KernelCase[] = AXIS_SHAPES.map(({ outer, axis, inner, accumulate }) => ({
  name: `of [${outer}, ${axis}, ${inner}]${accumulate ? ', accumulating' : ''}`,
  tolerance: axis > 65 ? LONG_SUM : SUM,
  run(stage) {
    const x = stage.place('x', outer * axis * inner);
    const y = stage.place('y', outer * inner);
    stage.kernels.of(sumAxisKernels).sumAxis(x, outer, axis, inner, y, accumulate);
  },
}));

/** Sums in double precision added to numbers. */
const addSums: readonly KernelCase[] = [...SIZES, 6, 7, 130].map((length) => ({
  name: `of ${length} sums`,
  run(stage) {
    const sums = stage.placeDoubles('sums', length);
    stage.kernels.of(sumAxisKernels).addSums(sums, length, stage.place('y', length));
  },
}));

export const sumAxisCases: KernelCases<keyof SumAxisKernels> = { sumAxis, addSums };
