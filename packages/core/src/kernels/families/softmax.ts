import type { Address } from '../../memory/block-allocator.js';
import { generateSoftmax } from '../generated/softmax.js';
import type { KernelFamily } from '../kernel-family.js';
import { softmax, softmaxGradient } from '../reference/softmax.js';

/** Softmax of rows. */
export interface SoftmaxKernels {
  /** `y[r, :] = softmax(x[r, :])`, stable. x, y: [rows, columns]. */
  readonly softmax: (x: Address, rows: number, columns: number, y: Address) => void;

  /** `dx[r, j] += y[r, j] (dy[r, j] - Σ_k dy[r, k] y[r, k])`. */
  readonly softmaxGradient: (y: Address, dy: Address, rows: number, columns: number, dx: Address) => void;
}

export const softmaxKernels: KernelFamily<SoftmaxKernels> = {
  name: 'softmax',

  reference: (memory) => ({
    softmax(x, rows, columns, y) {
      softmax(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y));
    },
    softmaxGradient(y, dy, rows, columns, dx) {
      const [yIndex, dyIndex, dxIndex] = [memory.indexOf(y), memory.indexOf(dy), memory.indexOf(dx)];
      softmaxGradient(memory.floats, yIndex, dyIndex, rows, columns, dxIndex);
    },
  }),

  generate: ({ wasm, rounding }) => generateSoftmax(wasm, rounding),
};
