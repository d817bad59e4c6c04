import { combinations, type KernelCase, type KernelCases, SIZES } from '../../testing/kernel-case.js';
import { type NormKernels, normKernels } from './norms.js';

const ORDERS = [1, 2, Number.POSITIVE_INFINITY] as const;
const EXACT_TO = { relative: 1e-12, absolute: 0 };

/**
 * Totals of numbers, also of such whose squares are beyond single precision, and of the columns of
 * a matrix.
 */
const totals: readonly KernelCase[] = [
  ...combinations({ rows: [...SIZES, 16, 31, 1000], columns: [1], order: ORDERS, size: [1] }),
  ...combinations({ rows: [9], columns: [1, 5], order: ORDERS, size: [1e30, 1e-30] }),
  ...combinations({ rows: [0, 1, 7], columns: [2, 3, 4, 5, 17, 64], order: ORDERS, size: [1] }),
].map(({ rows, columns, order, size }) => ({
  name: `of ${rows} x ${columns} numbers of size ${size}, order ${order}`,
  tolerance: EXACT_TO,
  run(stage) {
    const x = stage.place('x', rows * columns, () => size * stage.random());
    stage.kernels.of(normKernels).totals(x, rows, columns, order, stage.placeDoubles('totals', columns));
  },
}));

const norms: readonly KernelCase[] = combinations({
  groups: [0, 1, 2, 7],
  length: [0, 1, 3, 17],
  order: ORDERS,
}).map(({ groups, length, order }) => ({
  name: `of ${groups} groups of ${length} totals, order ${order}`,
  run(stage) {
    const { kernels } = stage;
    const found = stage.placeDoubles('totals', groups * length);
    const x = stage.place('x', groups * length);
    for (let i = 0; i < groups * length; i++) {
      kernels.of(normKernels).totals(x + i * kernels.memory.elementBytes, 1, 1, order, found + 8 * i);
    }
    kernels.of(normKernels).norms(found, groups, length, order, stage.place('norms', groups));
  },
}));

export const normCases: KernelCases<keyof NormKernels> = { totals, norms };
