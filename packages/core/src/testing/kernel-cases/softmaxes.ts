import { logSoftmaxKernels } from '../../kernels/families/log-softmax.js';
import type { OfRowsKernels } from '../../kernels/families/of-rows.js';
import { softmaxKernels } from '../../kernels/families/softmax.js';
import {
  type SoftmaxCrossEntropyKernels,
  softmaxCrossEntropyKernels,
} from '../../kernels/families/softmax-cross-entropy.js';
import type { Address } from '../../memory/block-allocator.js';
import type { Tolerance } from '../close.js';
import type { Stage } from '../stage.js';
import { combinations, FEW_SIZES, type KernelCase, SIZES, SUM } from './kernel-case.js';

/** Exponentials in (0, 1] to two units in the last place, and their sum. */
const PROBABILITIES: Tolerance = { relative: 2e-6, absolute: 1e-9 };
/** 1 is subtracted from a probability near 1. */
const DIFFERENCES: Tolerance = { relative: 2e-6, absolute: 5e-7 };

/** Logits by kind. */
const LOGITS: Readonly<Record<string, (random: number, index: number) => number>> = {
  ordinary: (random) => 4 * random,
  large: (random) => 1e4 * random,
  equal: () => -3,
  masked: (random, index) => (index % 3 === 2 ? Number.NEGATIVE_INFINITY : random),
  infinite: (random, index) => (index % 11 === 7 ? Number.POSITIVE_INFINITY : random),
  broken: (random, index) => (index % 11 === 7 ? Number.NaN : random),
};

const SHAPES = combinations({ kind: Object.keys(LOGITS), rows: FEW_SIZES, columns: SIZES });

function placeLogits(stage: Stage, kind: string, length: number): number {
  return stage.place('x', length, (index) => LOGITS[kind]?.(stage.random(), index) ?? 0);
}

/** A function of rows of logits, to another place and in place. */
function forwardCases(
  forward: (stage: Stage) => OfRowsKernels['forward'],
  tolerance: Tolerance,
): readonly KernelCase[] {
  return SHAPES.map(({ kind, rows, columns }) => ({
    name: `of [${rows}, ${columns}] ${kind} logits`,
    tolerance,
    run(stage) {
      const x = placeLogits(stage, kind, rows * columns);
      forward(stage)(x, rows, columns, stage.place('y', rows * columns));
      const both = placeLogits(stage, kind, rows * columns);
      forward(stage)(both, rows, columns, both);
    },
  }));
}

/** The gradient of one; `output` draws what the function gave, from the number of the element. */
function gradientCases(
  backward: (stage: Stage) => OfRowsKernels['backward'],
  output?: (stage: Stage, index: number) => number,
): readonly KernelCase[] {
  return combinations({ rows: FEW_SIZES, columns: SIZES }).map(({ rows, columns }) => ({
    name: `of [${rows}, ${columns}]`,
    tolerance: SUM,
    run(stage) {
      const y = stage.place('y', rows * columns, output && ((index) => output(stage, index)));
      const dy = stage.place('dy', rows * columns);
      backward(stage)(y, dy, rows, columns, stage.place('dx', rows * columns));
    },
  }));
}

/** Softmax of rows. */
export const softmaxCases = forwardCases(({ kernels }) => kernels.of(softmaxKernels).forward, PROBABILITIES);

/** Its gradient. */
export const softmaxGradientCases = gradientCases(({ kernels }) => kernels.of(softmaxKernels).backward);

/** Log-softmax of rows. */
export const logSoftmaxCases = forwardCases(
  ({ kernels }) => kernels.of(logSoftmaxKernels).forward,
  DIFFERENCES,
);

/** Its gradient, also where a probability is 0. */
export const logSoftmaxGradientCases = gradientCases(
  ({ kernels }) => kernels.of(logSoftmaxKernels).backward,
  (stage, index) => (index % 7 === 3 ? Number.NEGATIVE_INFINITY : 4 * stage.random() - 4),
);

/** Cross-entropy; every fifth row is ignored. */
function crossEntropyCases(
  run: (
    kernels: SoftmaxCrossEntropyKernels,
    stage: Stage,
    x: Address,
    ids: Address,
    rows: number,
    columns: number,
  ) => void,
): readonly KernelCase[] {
  return SHAPES.map(({ kind, rows, columns }) => ({
    name: `of [${rows}, ${columns}] ${kind} logits`,
    tolerance: DIFFERENCES,
    run(stage: Stage) {
      const x = placeLogits(stage, kind, rows * columns);
      const ids = Array.from({ length: rows }, (_, r) =>
        columns === 0 || r % 5 === 1 ? -1 : (7 * r + 3) % columns,
      );
      run(stage.kernels.of(softmaxCrossEntropyKernels), stage, x, stage.placeIntegers(ids), rows, columns);
    },
  }));
}

/** The losses alone. */
export const lossesCases = crossEntropyCases((kernels, stage, x, ids, rows, columns) =>
  kernels.losses(x, ids, rows, columns, stage.place('losses', rows)),
);

/** The losses and, in the same pass, the gradient. */
export const lossesAndGradientCases = crossEntropyCases((kernels, stage, x, ids, rows, columns) => {
  const losses = stage.place('losses', rows);
  kernels.lossesAndGradient(x, ids, rows, columns, losses, stage.place('dx', rows * columns));
});
