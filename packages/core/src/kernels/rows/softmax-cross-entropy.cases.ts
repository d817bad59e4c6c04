import type { Address } from '../../memory/block-allocator.js';
import { DIFFERENCES, type KernelCase, type KernelCases } from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import { LOGIT_SHAPES, placeLogits } from './of-rows.cases.js';
import { type SoftmaxCrossEntropyKernels, softmaxCrossEntropyKernels } from './softmax-cross-entropy.js';

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
  return LOGIT_SHAPES.map(({ kind, rows, columns }) => ({
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
const losses = crossEntropyCases((kernels, stage, x, ids, rows, columns) =>
  kernels.losses(x, ids, rows, columns, stage.place('losses', rows)),
);

/** The losses and, in the same pass, the gradient. */
const lossesAndGradient = crossEntropyCases((kernels, stage, x, ids, rows, columns) => {
  const losses = stage.place('losses', rows);
  kernels.lossesAndGradient(x, ids, rows, columns, losses, stage.place('dx', rows * columns));
});

export const softmaxCrossEntropyCases: KernelCases<keyof SoftmaxCrossEntropyKernels> = {
  losses,
  lossesAndGradient,
};
