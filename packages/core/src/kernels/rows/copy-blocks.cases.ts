import {
  combinations,
  EITHER,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
} from '../../testing/kernel-case.js';
import { type CopyBlocksKernels, copyBlocksKernels } from './copy-blocks.js';

const copyBlocks: readonly KernelCase[] = combinations({
  blocks: FEW_SIZES,
  rows: FEW_SIZES,
  columns: [0, 1, 4, 5, 17],
  gap: [0, 3],
  accumulate: EITHER,
}).map(({ blocks, rows, columns, gap, accumulate }) => ({
  name: `of [${blocks}, ${rows}, ${columns}] with gaps of ${gap}${accumulate ? ', accumulating' : ''}`,
  run(stage) {
    const [dense, wide] = [rows * columns, rows * (columns + gap) + gap];
    const x = stage.place('x', blocks * dense);
    const y = stage.place('y', blocks * wide);
    stage.kernels
      .of(copyBlocksKernels)
      .copyBlocks(x, dense, columns, blocks, rows, columns, y, wide, columns + gap, accumulate);
  },
}));

export const copyBlocksCases: KernelCases<keyof CopyBlocksKernels> = { copyBlocks };
