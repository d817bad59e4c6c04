import type { Address } from '../../memory/block-allocator.js';
import { generateSoftmaxCrossEntropy } from '../generated/softmax-cross-entropy.js';
import type { KernelFamily } from '../kernel-family.js';
import { softmaxCrossEntropy } from '../reference/softmax-cross-entropy.js';

/** Cross-entropy of the softmax of rows. */
export interface SoftmaxCrossEntropyKernels {
  /**
   * `losses[r] = log Σ_j exp x[r, j] - x[r, targets[r]]`. Rows with a negative target count nothing: their loss is 0.
   * x: [rows, columns]; targets: int32 [rows]; losses: [rows].
   */
  readonly losses: (x: Address, targets: Address, rows: number, columns: number, losses: Address) => void;

  /**
   * The same and, in the same pass, `dx[r, j] = softmax(x[r, :])[j] - [j = targets[r]]`, 0 in rows that count nothing (assigned, for it is
   * an intermediate result that the caller scales). dx: [rows, columns].
   */
  readonly lossesAndGradient: (
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ) => void;
}

export const softmaxCrossEntropyKernels: KernelFamily<SoftmaxCrossEntropyKernels> = {
  name: 'softmaxCrossEntropy',

  reference(memory) {
    const compute = (
      x: Address,
      targets: Address,
      rows: number,
      columns: number,
      losses: Address,
      dx?: Address,
    ) => {
      softmaxCrossEntropy(
        memory.floats,
        memory.ints,
        memory.indexOf(x),
        targets / Int32Array.BYTES_PER_ELEMENT,
        rows,
        columns,
        memory.indexOf(losses),
        dx === undefined ? undefined : memory.indexOf(dx),
      );
    };
    return { losses: compute, lossesAndGradient: compute };
  },

  generate({ wasm, rounding }) {
    const without = generateSoftmaxCrossEntropy(wasm, rounding, { gradient: false });
    const withGradient = generateSoftmaxCrossEntropy(wasm, rounding, { gradient: true });
    return {
      losses: (x, targets, rows, columns, losses) => void without(x, targets, rows, columns, losses, 0),
      lossesAndGradient: withGradient,
    };
  },
};
