import type { Arena } from '../memory/arena.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Linker } from '../wasm/linker.js';
import type { Rounding } from '../wasm/simd-math/vector-math.js';

/** What generated kernels are made for. */
export interface GeneratedTarget {
  /** Of single precision. */
  readonly memory: LinearMemory;
  /** The WebAssembly memory of `memory`. */
  readonly linker: Linker;
  readonly rounding: Rounding;
  /** Where a kernel has room while it runs. */
  readonly scratch: Arena;
}

/**
 * Kernels that belong together: the reference and the generator of its SIMD twin. `Kernels.of` makes the functions at their first use. A family is a
 * value which operations import, so that a program carries, and compiles, only what its operations use.
 *
 * Arrays are dense and row-major; sizes are in elements, addresses in bytes. "+=" adds to what is there. Nothing checks its arguments:
 * operations on tensors do.
 */
export interface KernelFamily<Functions extends object> {
  readonly name: string;
  /** The functions in plain TypeScript over a memory of either precision. */
  reference(memory: LinearMemory): Functions;
  /** The same in WebAssembly. */
  generate(target: GeneratedTarget): Functions;
}
