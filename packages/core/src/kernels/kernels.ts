import type { LinearMemory } from '../memory/linear-memory.js';
import type { KernelFamily } from './kernel-family.js';
import type { Matrix, PreparedMatrix } from './matrix.js';
import type { PointwiseKernel, PointwiseProgram } from './pointwise.js';

/**
 * Which set of kernels computes: `relaxed` (generated SIMD with fused multiply-add), `strict` (generated SIMD, bit-identical
 * on every engine and machine) or `reference` (plain TypeScript, where the host forbids compiling, and in double precision).
 */
export type Variant = 'relaxed' | 'strict' | 'reference';

/** How kernels are generated. */
export interface KernelOptions {
  /**
   * Whether to count on vectors of 256 bits, which V8 makes of neighboring ones of 128 under its experimental flag
   * `--experimental-wasm-revectorize` (Node 24 and later), to be set before the first kernel is compiled. Without the flag such kernels are
   * right, but slow. False if not given.
   */
  readonly wide?: boolean;
}

/**
 * The matrix product, the compiler of equations, and the way to all else that works on addresses: what everything is made of.
 *
 * Arrays are dense and row-major unless a stride is given; sizes are in elements, addresses in bytes. "+=" adds to what is there.
 * Nothing here checks its arguments: operations on tensors do.
 */
export interface Kernels {
  readonly variant: Variant;
  readonly memory: LinearMemory;

  /** The kernel of a pointwise program, generated at its first use. */
  pointwise(program: PointwiseProgram): PointwiseKernel;

  /** `c = a b`, or `c += a b`. `c` has a column stride of 1. `b` may have been prepared. The sum over k runs in ascending order where rows > 1. */
  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void;

  /** Brings `b` into the order that products with `rows` rows on their left read fastest; the result lies in the arena. */
  prepare(b: Matrix, rows: number): PreparedMatrix;

  /** The functions of a family, made at their first use. */
  of<Functions extends object>(family: KernelFamily<Functions>): Functions;
}
