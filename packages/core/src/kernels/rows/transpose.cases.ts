import {
  combinations,
  EITHER,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
  SIZES,
} from '../../testing/kernel-case.js';
import { type TransposeKernels, transposeKernels } from './transpose.js';

/** Around whole squares of four and whole blocks of rows. */
const LENGTHS = [...SIZES, 16, 21, 40];

const transpose: readonly KernelCase[] = combinations({
  outer: FEW_SIZES,
  rows: LENGTHS,
  columns: LENGTHS,
  accumulate: EITHER,
}).map(({ outer, rows, columns, accumulate }) => ({
  name: `of [${outer}, ${rows}, ${columns}]${accumulate ? ', accumulating' : ''}`,
  run(stage) {
    const size = outer * rows * columns;
    const x = stage.place('x', size);
    stage.kernels.of(transposeKernels).transpose(x, outer, rows, columns, stage.place('y', size), accumulate);
  },
}));

export const transposeCases: KernelCases<keyof TransposeKernels> = { transpose };
