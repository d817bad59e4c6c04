import type { Address } from '../../memory/block-allocator.js';
import { BULK_EXPORTS, bulkModule } from '../../wasm/bulk.js';
import type { KernelFamily } from '../kernel-family.js';

/** Moves within the memory, for loops that other threads may run. */
export interface MoveNumbersKernels {
  /** `y[i] = x[i]`. x, y: [length]; they may overlap. */
  readonly copy: (x: Address, length: number, y: Address) => void;

  /** `y[i] = 0`. y: [length]. */
  readonly clear: (y: Address, length: number) => void;
}

export const moveNumbersKernels: KernelFamily<MoveNumbersKernels> = {
  name: 'moveNumbers',

  reference: (memory) => ({
    copy: (x, length, y) => memory.move(x, y, length),
    clear: (y, length) => memory.clear(y, length),
  }),

  generate({ linker }) {
    const { copy, clear } = linker.link(bulkModule(), BULK_EXPORTS);
    return {
      copy: (x, length, y) => void copy(x, y, length * BYTES),
      clear: (y, length) => void clear(y, length * BYTES),
    };
  },
};

const BYTES = 4;
