import type { Arena } from '../memory/arena.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Linker } from '../wasm/linker.js';
import type { Rounding } from '../wasm/simd-math/vector-math.js';

/** The memory and the settings for which kernels are generated. */
export interface GeneratedTarget {
  /** Of single precision. */
  readonly memory: LinearMemory;
  /** The WebAssembly memory of `memory`. */
  readonly linker: Linker;
  readonly rounding: Rounding;
  /** Memory in which a kernel has room while it runs. */
  readonly scratch: Arena;
}

/** A call that can be cut into independent shares. Sums are never cut. */
export interface Cut<Values extends readonly unknown[]> {
  /** The number of units, such as rows. */
  readonly units: number;
  /** Shares begin at multiples of this number of units. Default: 1. */
  readonly grain?: number;
  /** Returns the arguments for the units from `from` to `to`. */
  share(from: number, to: number): Values;
}

/** How the calls of a function are cut. */
export interface Cutter<Values extends readonly unknown[]> {
  /** Returns the approximate number of elements that a call reads and writes. Small calls are not cut. */
  elements(...values: Values): number;
  cut(...values: Values): Cut<Values>;
}

/** How the calls of functions of a family are cut, by the name of the function. */
export type Cuts<Functions> = {
  readonly [Name in keyof Functions]?: Functions[Name] extends (...values: infer Values) => void
    ? Cutter<Values>
    : never;
};

/**
 * Kernels that belong together: the reference and the generator of its SIMD twin. `Kernels.of`
 * makes the functions at their first use. A family is a value which operations import, so that a
 * program carries, and compiles, only what its operations use.
 *
 * Arrays are dense and row-major; sizes are in elements, addresses in bytes. "+=" adds to what is
 * there. Nothing checks its arguments: operations on tensors do.
 */
export interface KernelFamily<Functions extends object> {
  readonly name: string;
  /** Returns the functions in plain TypeScript over a memory of either precision. */
  reference(memory: LinearMemory): Functions;
  /** Returns the functions as WebAssembly kernels. */
  generate(target: GeneratedTarget): Functions;
  /** How calls of the generated functions are cut into shares for several threads. Default: they are not. */
  readonly cuts?: Cuts<Functions>;
}
