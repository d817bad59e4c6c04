import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import type { Kernels } from '../kernels.js';

/** What engines need for threads. Programs that never request any do not carry it. */
export interface Threading {
  /** Returns how many threads the processors of the machine can run at once. */
  processors(): number;
  /** Returns why the host cannot have threads, or undefined if it can. */
  whyNoThreads(): string | undefined;
  /** Makes a set of kernels that compute with `threads` threads over a shared memory. */
  createKernels(
    memory: LinearMemory,
    rounding: Rounding,
    options: { readonly threads: number; readonly wide: boolean },
  ): Kernels;
}
