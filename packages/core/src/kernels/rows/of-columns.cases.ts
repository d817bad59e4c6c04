import type { Tolerance } from '../../testing/close.js';
import {
  combinations,
  DIFFERENCES,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import type { KernelFamily } from '../kernel-family.js';
import { logSoftmaxOfColumnsKernels } from './log-softmax-of-columns.js';
import type { OfColumnsKernels } from './of-columns.js';
import { placeLogits } from './of-rows.cases.js';
import { softmaxOfColumnsKernels } from './softmax-of-columns.js';

/** Exponentials in (0, 1] to two units in the last place, and their sum. */
const PROBABILITIES: Tolerance = { relative: 2e-6, absolute: 1e-9 };

/** Elements of a row that belong to other columns. */
const OTHERS = 3;

const SHAPES = [
  ...combinations({ kind: ['ordinary', 'masked', 'broken'], outer: [1, 2], rows: FEW_SIZES, columns: SIZES }),
  ...combinations({ kind: ['large', 'infinite'], outer: [1], rows: [1, 17], columns: [16, 19, 35] }),
];

/** A function of columns of logits, to another place and in place, beside columns that it leaves alone. */
function forwardCases(family: KernelFamily<OfColumnsKernels>, tolerance: Tolerance): readonly KernelCase[] {
  return SHAPES.map(({ kind, outer, rows, columns }) => ({
    name: `of [${outer}, ${rows}, ${columns}] ${kind} logits`,
    tolerance,
    run(stage) {
      const { forward } = stage.kernels.of(family);
      const stride = columns + OTHERS;
      const size = outer * rows * stride;
      const x = placeLogits(stage, kind, size);
      forward(x, outer, rows, columns, stride, stage.place('y', size));
      const both = placeLogits(stage, kind, size);
      forward(both, outer, rows, columns, stride, both);
    },
  }));
}

/** The gradient of one; `output` draws what the function gave, from the number of the element. */
function gradientCases(
  family: KernelFamily<OfColumnsKernels>,
  output?: (stage: Stage, index: number) => number,
): readonly KernelCase[] {
  return combinations({ outer: [1, 2], rows: [...FEW_SIZES, 17], columns: SIZES }).map(
    ({ outer, rows, columns }) => ({
      name: `of [${outer}, ${rows}, ${columns}]`,
      tolerance: SUM,
      run(stage) {
        const stride = columns + OTHERS;
        const size = outer * rows * stride;
        const y = stage.place('y', size, output && ((index) => output(stage, index)));
        const dy = stage.place('dy', size);
        const dx = stage.place('dx', size);
        stage.kernels.of(family).backward(y, dy, outer, rows, columns, stride, dx);
      },
    }),
  );
}

export const ofColumnsCases: KernelCases = {
  softmaxOfColumns: forwardCases(softmaxOfColumnsKernels, PROBABILITIES),
  softmaxOfColumnsGradient: gradientCases(softmaxOfColumnsKernels),
  logSoftmaxOfColumns: forwardCases(logSoftmaxOfColumnsKernels, DIFFERENCES),
  // Also where a probability is 0.
  logSoftmaxOfColumnsGradient: gradientCases(logSoftmaxOfColumnsKernels, (stage, index) =>
    index % 7 === 3 ? Number.NEGATIVE_INFINITY : 4 * stage.random() - 4,
  ),
};
