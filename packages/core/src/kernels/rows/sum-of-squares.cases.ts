import { type KernelCase, type KernelCases, SIZES } from '../../testing/kernel-case.js';
import { type SumOfSquaresKernels, sumOfSquaresKernels } from './sum-of-squares.js';

/** Sums of squares, also of numbers whose squares are beyond single precision. */
const sumOfSquares: readonly KernelCase[] = [
  ...[...SIZES, 16, 31, 1000].map((length) => ({ length, size: 1 })),
  { length: 9, size: 1e30 },
  { length: 9, size: 1e-30 },
].map(({ length, size }) => ({
  name: `of ${length} numbers of size ${size}`,
  tolerance: { relative: 1e-12, absolute: 0 },
  run(stage) {
    const x = stage.place('x', length, () => size * stage.random());
    stage.kernels.of(sumOfSquaresKernels).sumOfSquares(x, length, stage.placeDoubles('sum', 1));
  },
}));

export const sumOfSquaresCases: KernelCases<keyof SumOfSquaresKernels> = { sumOfSquares };
