import { combinations, type KernelCase, type KernelCases, SIZES } from '../../testing/kernel-case.js';
import { type ExtremeRowsKernels, extremeRowsKernels } from './extreme-rows.js';

/** Whether a number of the rows is NaN, and which. */
const SPECIAL = ['none', 'first', 'last'] as const;

function casesOf(kind: keyof ExtremeRowsKernels): readonly KernelCase[] {
  return combinations({ rows: SIZES, columns: SIZES.filter((size) => size > 0), nan: SPECIAL }).map(
    ({ rows, columns, nan }) => ({
      name: `of [${rows}, ${columns}], NaN: ${nan}`,
      run(stage) {
        const special = nan === 'first' ? 0 : nan === 'last' ? columns - 1 : -1;
        const x = stage.place('x', rows * columns, (i) => (i === special ? Number.NaN : stage.random()));
        stage.kernels.of(extremeRowsKernels)[kind](x, rows, columns, stage.place('y', rows));
      },
    }),
  );
}

export const extremeRowsCases: KernelCases<keyof ExtremeRowsKernels> = {
  max: casesOf('max'),
  min: casesOf('min'),
};
