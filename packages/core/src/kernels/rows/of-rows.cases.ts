import type { Tolerance } from '../../testing/close.js';
import { combinations, FEW_SIZES, type KernelCase, SIZES, SUM } from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import type { KernelFamily } from '../kernel-family.js';
import type { OfRowsKernels } from './of-rows.js';

/** Logits by kind. */
const LOGITS: Readonly<Record<string, (random: number, index: number) => number>> = {
  ordinary: (random) => 4 * random,
  large: (random) => 1e4 * random,
  equal: () => -3,
  masked: (random, index) => (index % 3 === 2 ? Number.NEGATIVE_INFINITY : random),
  infinite: (random, index) => (index % 11 === 7 ? Number.POSITIVE_INFINITY : random),
  broken: (random, index) => (index % 11 === 7 ? Number.NaN : random),
};

export const LOGIT_SHAPES = combinations({ kind: Object.keys(LOGITS), rows: FEW_SIZES, columns: SIZES });

/** Places logits of a kind. */
export function placeLogits(stage: Stage, kind: string, length: number): number {
  return stage.place('x', length, (index) => LOGITS[kind]?.(stage.random(), index) ?? 0);
}

/** A function of rows of logits, to another place and in place. */
export function forwardCases(
  family: KernelFamily<OfRowsKernels>,
  tolerance: Tolerance,
): readonly KernelCase[] {
  return LOGIT_SHAPES.map(({ kind, rows, columns }) => ({
    name: `of [${rows}, ${columns}] ${kind} logits`,
    tolerance,
    run(stage) {
      const { forward } = stage.kernels.of(family);
      const x = placeLogits(stage, kind, rows * columns);
      forward(x, rows, columns, stage.place('y', rows * columns));
      const both = placeLogits(stage, kind, rows * columns);
      forward(both, rows, columns, both);
    },
  }));
}

/** The gradient of one; `output` draws what the function gave, from the number of the element. */
export function gradientCases(
  family: KernelFamily<OfRowsKernels>,
  output?: (stage: Stage, index: number) => number,
): readonly KernelCase[] {
  return combinations({ rows: FEW_SIZES, columns: SIZES }).map(({ rows, columns }) => ({
    name: `of [${rows}, ${columns}]`,
    tolerance: SUM,
    run(stage) {
      const y = stage.place('y', rows * columns, output && ((index) => output(stage, index)));
      const dy = stage.place('dy', rows * columns);
      stage.kernels.of(family).backward(y, dy, rows, columns, stage.place('dx', rows * columns));
    },
  }));
}
