import type { Address } from '../../memory/block-allocator.js';
import { generateSumAxis } from '../generated/sum-axis.js';
import type { KernelFamily } from '../kernel-family.js';
import { sumAxis } from '../reference/sum-axis.js';

/** Sums over one axis. */
export interface SumAxisKernels {
  /** `y[o, i] = Σ_a x[o, a, i]`, or `+=`. x: [outer, axis, inner], y: [outer, inner]. */
  readonly sumAxis: (
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    y: Address,
    accumulate: boolean,
  ) => void;
}

export const sumAxisKernels: KernelFamily<SumAxisKernels> = {
  name: 'sumAxis',

  reference: (memory) => ({
    sumAxis(x, outer, axis, inner, y, accumulate) {
      sumAxis(memory.floats, memory.indexOf(x), outer, axis, inner, memory.indexOf(y), accumulate);
    },
  }),

  generate({ memory, wasm }) {
    const { sumRows, sumColumns } = generateSumAxis(wasm);
    return {
      sumAxis(x, outer, axis, inner, y, accumulate) {
        if (!accumulate) memory.clear(y, outer * inner);
        if (inner === 1) sumRows(x, outer, axis, y);
        else sumColumns(x, outer, axis, inner, y);
      },
    };
  },
};
