import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { f64, f64x2 } from '../../wasm/instructions.js';
import type { KernelFamily } from '../kernel-family.js';
import { bytesOf, generatedKernel } from './generated-kernel.js';
import { wideSum } from './wide-sum.js';

/** What norms are made of. */
export interface SumOfSquaresKernels {
  /**
   * `sum = Σ_i x[i]²`, accumulated and stored in double precision. x: [length]; sum: a double-precision number, at a multiple of 8, which
   * `memory.doubles[sum / 8]` reads.
   */
  readonly sumOfSquares: (x: Address, length: number, sum: Address) => void;
}

export const sumOfSquaresKernels: KernelFamily<SumOfSquaresKernels> = {
  name: 'sumOfSquares',

  reference: (memory) => ({
    sumOfSquares(x, length, sum) {
      memory.doubles[sum / 8] = sumOfSquares(memory.floats, memory.indexOf(x), length);
    },
  }),

  generate: ({ linker }) => ({
    sumOfSquares: generatedKernel(
      linker,
      { x: 'i32', length: 'i32', sum: 'i32' },
      (f, { x, length, sum }) => {
        const squares = wideSum(f, x, bytesOf(f, length), (pair) => f64x2.mul(pair, pair));
        f.emit(f64.store(sum.get, squares));
      },
    ),
  }),
};

/** `Σ_i x[i]²` in double precision. x: [length], from index `x` in `floats` on. */
export function sumOfSquares(floats: Floats, x: number, length: number): number {
  let sum = 0;
  for (let i = x; i < x + length; i++) sum += (floats[i] as number) ** 2;
  return sum;
}
