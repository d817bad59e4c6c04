import type { Address } from '../../memory/block-allocator.js';
import { generateSumOfSquares } from '../generated/sum-of-squares.js';
import type { KernelFamily } from '../kernel-family.js';
import { sumOfSquares } from '../reference/sum-of-squares.js';

/** What norms are made of. */
export interface SumOfSquaresKernels {
  /** The sum of squares of `length` numbers, accumulated in double precision. */
  readonly sumOfSquares: (x: Address, length: number) => number;
}

export const sumOfSquaresKernels: KernelFamily<SumOfSquaresKernels> = {
  name: 'sumOfSquares',
  reference: (memory) => ({
    sumOfSquares: (x, length) => sumOfSquares(memory.floats, memory.indexOf(x), length),
  }),
  generate: ({ wasm }) => ({ sumOfSquares: generateSumOfSquares(wasm) }),
};
