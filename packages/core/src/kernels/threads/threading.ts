import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import type { Kernels } from '../kernels.js';

/**
 * The interface through which engines use threads. Programs that never request any do not carry its
 * implementation.
 */
export interface Threading {
  /** Returns the number of threads that the machine can run at once. */
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
