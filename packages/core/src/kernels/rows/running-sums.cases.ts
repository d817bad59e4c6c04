import {
  combinations,
  EITHER,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import { type RunningSumsKernels, runningSumsKernels } from './running-sums.js';

const runningSums: readonly KernelCase[] = combinations({
  outer: FEW_SIZES,
  axis: SIZES,
  inner: FEW_SIZES,
  backwards: EITHER,
  accumulate: EITHER,
}).map(({ outer, axis, inner, backwards, accumulate }) => ({
  name: `of [${outer}, ${axis}, ${inner}]${backwards ? ', backwards' : ''}${accumulate ? ', accumulating' : ''}`,
  tolerance: SUM,
  run(stage) {
    const size = outer * axis * inner;
    const x = stage.place('x', size);
    const y = stage.place('y', size);
    stage.kernels.of(runningSumsKernels).runningSums(x, outer, axis, inner, backwards, y, accumulate);
  },
}));

export const runningSumsCases: KernelCases<keyof RunningSumsKernels> = { runningSums };
