import {
  combinations,
  EITHER,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import { type GatherRowsKernels, gatherRowsKernels } from './gather-rows.js';

const TABLE_ROWS = 3;

/** Numbers of rows of the table, with repetitions and with rows left out. */
function placeIds(stage: Stage, rows: number): number {
  return stage.placeIntegers(Array.from({ length: rows }, (_, r) => (r * r + 1) % TABLE_ROWS));
}

/** Rows of a table by their numbers. */
const gatherRows: readonly KernelCase[] = combinations({
  rows: SIZES,
  columns: SIZES,
  accumulate: EITHER,
}).map(({ rows, columns, accumulate }) => ({
  name: `of ${rows} rows of ${columns}${accumulate ? ', accumulating' : ''}`,
  run(stage) {
    const table = stage.place('table', TABLE_ROWS * columns);
    const y = stage.place('y', rows * columns);
    stage.kernels
      .of(gatherRowsKernels)
      .gatherRows(table, placeIds(stage, rows), rows, columns, y, accumulate);
  },
}));

/** Rows added to a table. */
const scatterAddRows: readonly KernelCase[] = combinations({ rows: SIZES, columns: SIZES }).map(
  ({ rows, columns }) => ({
    name: `of ${rows} rows of ${columns}`,
    tolerance: SUM,
    run(stage) {
      const dy = stage.place('dy', rows * columns);
      const dtable = stage.place('dtable', TABLE_ROWS * columns);
      stage.kernels.of(gatherRowsKernels).scatterAddRows(dy, placeIds(stage, rows), rows, columns, dtable);
    },
  }),
);

export const gatherRowsCases: KernelCases<keyof GatherRowsKernels> = { gatherRows, scatterAddRows };
