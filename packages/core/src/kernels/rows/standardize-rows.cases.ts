import type { Tolerance } from '../../testing/close.js';
import {
  combinations,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import { type StandardizeRowsKernels, standardizeRowsKernels } from './standardize-rows.js';

/** Numbers by kind. */
const NUMBERS: Readonly<Record<string, (random: number, index: number) => number>> = {
  ordinary: (random) => 4 * random,
  distant: (random) => 1000 + random,
  equal: () => -3,
  infinite: (random, index) => (index % 11 === 7 ? Number.POSITIVE_INFINITY : random),
  broken: (random, index) => (index % 11 === 7 ? Number.NaN : random),
};

/** Rounding of what is subtracted, divided by a deviation of at least √eps. */
const STANDARDISED: Tolerance = { relative: 2e-6, absolute: 1e-6 };

function placeNumbers(stage: Stage, kind: string, length: number): number {
  return stage.place('x', length, (index) => NUMBERS[kind]?.(stage.random(), index) ?? 0);
}

/** Rows with mean 0 and variance 1, at another place and in place. */
const standardizeRows: readonly KernelCase[] = combinations({
  kind: Object.keys(NUMBERS),
  rows: FEW_SIZES,
  columns: SIZES,
}).map(({ kind, rows, columns }) => ({
  name: `of [${rows}, ${columns}] ${kind} numbers`,
  tolerance: STANDARDISED,
  run(stage) {
    const size = rows * columns;
    const x = placeNumbers(stage, kind, size);
    const y = stage.place('y', size);
    stage.kernels
      .of(standardizeRowsKernels)
      .standardizeRows(x, rows, columns, 0.01, y, stage.place('inverses', rows));
    const both = placeNumbers(stage, kind, size);
    stage.kernels
      .of(standardizeRowsKernels)
      .standardizeRows(both, rows, columns, 0.01, both, stage.place('inverses', rows));
  },
}));

/** Means and variances. */
const moments: readonly KernelCase[] = combinations({
  kind: Object.keys(NUMBERS),
  rows: FEW_SIZES,
  columns: SIZES.filter((columns) => columns > 0),
}).map(({ kind, rows, columns }) => ({
  name: `of [${rows}, ${columns}] ${kind} numbers`,
  tolerance: STANDARDISED,
  run(stage) {
    const x = placeNumbers(stage, kind, rows * columns);
    const means = stage.place('means', rows);
    stage.kernels.of(standardizeRowsKernels).moments(x, rows, columns, means, stage.place('variances', rows));
  },
}));

/** The gradient of that. */
const standardizeRowsGradient: readonly KernelCase[] = combinations({
  rows: FEW_SIZES,
  columns: SIZES,
}).map(({ rows, columns }) => ({
  name: `of [${rows}, ${columns}]`,
  tolerance: SUM,
  run(stage) {
    const [y, dy] = [stage.place('y', rows * columns), stage.place('dy', rows * columns)];
    const inverses = stage.place('inverses', rows);
    const dx = stage.place('dx', rows * columns);
    stage.kernels.of(standardizeRowsKernels).standardizeRowsGradient(y, inverses, dy, rows, columns, dx);
  },
}));

export const standardizeRowsCases: KernelCases<keyof StandardizeRowsKernels> = {
  standardizeRows,
  moments,
  standardizeRowsGradient,
};
