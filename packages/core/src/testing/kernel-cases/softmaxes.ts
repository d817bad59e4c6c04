import type { Tolerance } from '../close.js';
import type { Stage } from '../stage.js';
import { combinations, EITHER, FEW_SIZES, type KernelCase, SIZES, SUM } from './kernel-case.js';

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
function forwardCases(kernel: 'softmax' | 'logSoftmax', tolerance: Tolerance): readonly KernelCase[] {
  return SHAPES.map(({ kind, rows, columns }) => ({
    name: `of [${rows}, ${columns}] ${kind} logits`,
    tolerance,
    run(stage) {
      const x = placeLogits(stage, kind, rows * columns);
      stage.kernels[kernel](x, rows, columns, stage.place('y', rows * columns));
      const both = placeLogits(stage, kind, rows * columns);
      stage.kernels[kernel](both, rows, columns, both);
    },
  }));
}

/** The gradient of one; `output` draws what the function gave, from the number of the element. */
function gradientCases(
  kernel: 'softmaxGradient' | 'logSoftmaxGradient',
  output?: (stage: Stage, index: number) => number,
): readonly KernelCase[] {
  return combinations({ rows: FEW_SIZES, columns: SIZES }).map(({ rows, columns }) => ({
    name: `of [${rows}, ${columns}]`,
    tolerance: SUM,
    run(stage) {
      const y = stage.place('y', rows * columns, output && ((index) => output(stage, index)));
      const dy = stage.place('dy', rows * columns);
      stage.kernels[kernel](y, dy, rows, columns, stage.place('dx', rows * columns));
    },
  }));
}

/** Softmax of rows. */
export const softmaxCases = forwardCases('softmax', PROBABILITIES);

/** Its gradient. */
export const softmaxGradientCases = gradientCases('softmaxGradient');

/** Log-softmax of rows. */
export const logSoftmaxCases = forwardCases('logSoftmax', DIFFERENCES);

/** Its gradient, also where a probability is 0. */
export const logSoftmaxGradientCases = gradientCases('logSoftmaxGradient', (stage, index) =>
  index % 7 === 3 ? Number.NEGATIVE_INFINITY : 4 * stage.random() - 4,
);

/** Cross-entropy with and without its gradient; every fifth row is ignored. */
export const softmaxCrossEntropyCases: readonly KernelCase[] = SHAPES.flatMap(({ kind, rows, columns }) =>
  EITHER.map((gradient) => ({
    name: `of [${rows}, ${columns}] ${kind} logits${gradient ? ' with gradient' : ''}`,
    tolerance: DIFFERENCES,
    run(stage: Stage) {
      const x = placeLogits(stage, kind, rows * columns);
      const losses = stage.place('losses', rows);
      const dx = gradient ? stage.place('dx', rows * columns) : 0;
      const ids = Array.from({ length: rows }, (_, r) =>
        columns === 0 || r % 5 === 1 ? -1 : (7 * r + 3) % columns,
      );
      stage.kernels.softmaxCrossEntropy(x, stage.placeIntegers(ids), rows, columns, losses, dx);
    },
  })),
);
