import type { Address } from '../../memory/block-allocator.js';
import { generateLogSoftmax } from '../generated/log-softmax.js';
import type { KernelFamily } from '../kernel-family.js';
import { logSoftmax, logSoftmaxGradient } from '../reference/log-softmax.js';

/** The logarithm of softmax of rows. */
export interface LogSoftmaxKernels {
  /** `y[r, :] = log(softmax(x[r, :]))`, stable. x, y: [rows, columns]. */
  readonly logSoftmax: (x: Address, rows: number, columns: number, y: Address) => void;

  /** `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`. */
  readonly logSoftmaxGradient: (y: Address, dy: Address, rows: number, columns: number, dx: Address) => void;
}

export const logSoftmaxKernels: KernelFamily<LogSoftmaxKernels> = {
  name: 'logSoftmax',

  reference: (memory) => ({
    logSoftmax(x, rows, columns, y) {
      logSoftmax(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y));
    },
    logSoftmaxGradient(y, dy, rows, columns, dx) {
      const [yIndex, dyIndex, dxIndex] = [memory.indexOf(y), memory.indexOf(dy), memory.indexOf(dx)];
      logSoftmaxGradient(memory.floats, yIndex, dyIndex, rows, columns, dxIndex);
    },
  }),

  generate: ({ wasm, rounding }) => generateLogSoftmax(wasm, rounding),
};
