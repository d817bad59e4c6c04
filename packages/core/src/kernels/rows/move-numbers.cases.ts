import { type KernelCase, type KernelCases, SIZES } from '../../testing/kernel-case.js';
import { type MoveNumbersKernels, moveNumbersKernels } from './move-numbers.js';

const LENGTHS = [...SIZES, 16, 31, 100];

const copy: readonly KernelCase[] = LENGTHS.flatMap((length) => [
  {
    name: `of ${length} numbers`,
    run(stage) {
      const x = stage.place('x', length);
      stage.kernels.of(moveNumbersKernels).copy(x, length, stage.place('y', length));
    },
  },
  {
    name: `of ${length} numbers onto their neighbors`,
    run(stage) {
      const x = stage.place('x', length + 1);
      stage.kernels.of(moveNumbersKernels).copy(x, length, x + stage.kernels.memory.elementBytes);
    },
  },
]);

const clear: readonly KernelCase[] = LENGTHS.map((length) => ({
  name: `of ${length} numbers`,
  run(stage) {
    stage.kernels.of(moveNumbersKernels).clear(stage.place('y', length), length);
  },
}));

export const moveNumbersCases: KernelCases<keyof MoveNumbersKernels> = { copy, clear };
