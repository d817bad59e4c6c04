import type { Address } from '../../memory/block-allocator.js';
import { generateSpreadAxis } from '../generated/spread-axis.js';
import type { KernelFamily } from '../kernel-family.js';
import { spreadAxis } from '../reference/sum-axis.js';

/** Repetition along one axis: the mirror image of a sum over it. */
export interface SpreadAxisKernels {
  /** `y[o, a, i] = scale * x[o, i]`, or `+=`. x: [outer, inner], y: [outer, axis, inner]. */
  readonly spreadAxis: (
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    scale: number,
    y: Address,
    accumulate: boolean,
  ) => void;
}

export const spreadAxisKernels: KernelFamily<SpreadAxisKernels> = {
  name: 'spreadAxis',

  reference: (memory) => ({
    spreadAxis(x, outer, axis, inner, scale, y, accumulate) {
      const [from, to] = [memory.indexOf(x), memory.indexOf(y)];
      spreadAxis(memory.floats, from, outer, axis, inner, scale, to, accumulate);
    },
  }),

  generate({ wasm, rounding }) {
    const { fillRows, addToRows, repeatRows, addRepeatedRows } = generateSpreadAxis(wasm, rounding);
    return {
      spreadAxis(x, outer, axis, inner, scale, y, accumulate) {
        if (inner === 1) (accumulate ? addToRows : fillRows)(x, outer, axis, scale, y);
        else (accumulate ? addRepeatedRows : repeatRows)(x, outer, axis, inner, scale, y);
      },
    };
  },
};
