import type { PointwiseKernel, PointwiseProgram } from '../equation/program.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { KernelFamily } from './kernel-family.js';
import type { Product } from './product/product.js';

/**
 * The name of a set of kernels. Built-in sets are `relaxed` (generated SIMD with fused
 * multiply-add), `strict` (generated SIMD, bit-identical on every engine and machine) and
 * `reference` (plain TypeScript, for hosts that forbid compiling, and for double precision).
 */
export type Variant = 'relaxed' | 'strict' | 'reference' | (string & Record<never, never>);

/** The threads that compute. */
export interface Threads {
  /** The number of threads that were requested. */
  readonly requested: number;
  /** The number of threads that take part now, including the one that calls. */
  readonly count: number;
  /** The reason if there are fewer than were requested. Undefined otherwise. */
  readonly reason: string | undefined;
}

/** A loop over time whose lanes do not depend on each other. */
export interface LaneLoop {
  readonly lanes: number;
  readonly steps: number;
  /** The number of first steps that differ only in addresses, which move evenly from step to step. */
  readonly even: number;
  /** The number of multiplications of one lane in one step. */
  readonly work: number;
  /**
   * Returns the function that computes step 0, 1 ... for the lanes from `from` to `to`, by
   * `kernels` alone. The kernels may defer their calls, so the function must not read a result.
   */
  share(kernels: Kernels, from: number, to: number): (step: number) => void;
}

/** The kernels that an engine requests of a `ProductFactory`. */
export interface KernelRequest {
  /** The name that was given: `auto`, or that of a built-in set. */
  readonly name: string;
  /** The set that would be used with the generated product. */
  readonly variant: Variant;
  readonly wide: boolean;
  readonly threads: number;
}

/**
 * Returns kernels over `memory` with another matrix product than the generated one. `await blas()` of
 * `@tbptt/blas` is one; `kernelsWithProduct` of `@tbptt/core/operation` makes others.
 */
export type ProductFactory = (memory: LinearMemory, request: KernelRequest) => Kernels;

/** How kernels are generated. */
export interface KernelOptions {
  /**
   * Whether to rely on vectors of 256 bits, which V8 makes of neighboring vectors of 128 bits under
   * its experimental flag `--experimental-wasm-revectorize` (Node 24 and later). The flag must be
   * set before the first kernel is compiled. Without it such kernels are correct, but slow.
   * Default: whether Node was started with the flag, on its command line or by `NODE_OPTIONS`, and
   * the kernels agree with the reference.
   */
  readonly wide?: boolean;
  /**
   * The number of threads that compute, or `all` for as many as the machine has processors. Results
   * are the same to the last bit for any number. `kernels.threads` tells how many take part.
   * Default: 1.
   */
  readonly threads?: number | 'all';
  /**
   * A matrix product that replaces the generated one, such as `await blas()` of `@tbptt/blas`. It
   * has threads of its own, so `threads` must be 1. It is compared with the reference before it is
   * used. Only with the kernels `auto` and `relaxed`. Default: the generated product.
   */
  readonly product?: ProductFactory;
}

/**
 * A set of kernels: the matrix product, the compiler of equations, and the families of all other
 * kernels. Everything that computes on addresses is made of these. The interface is open: a set may
 * wrap another, for example to measure times, or have a product of its own.
 *
 * Arrays are dense and row-major unless a stride is given; sizes are in elements, addresses in
 * bytes. "+=" adds to what is there. Kernels do not check their arguments, because operations on
 * tensors do. They return nothing: a number that a kernel computes is written to an address.
 */
export interface Kernels extends Product {
  /** The name of the set, such as `strict`. */
  readonly variant: string;
  readonly memory: LinearMemory;

  /** Returns the kernel of a pointwise program, generated at its first use. */
  pointwise(program: PointwiseProgram): PointwiseKernel;

  /** Returns the functions of a family, made at their first use. */
  of<Functions extends object>(family: KernelFamily<Functions>): Functions;

  /** The threads that take part. Default: one. */
  readonly threads?: Threads;

  /**
   * The set that computes in place of this one in the next step, with the same results. Small
   * programs are faster if calls are not checked for whether they are to be shared. Default: this
   * set.
   */
  readonly substitute?: Kernels | undefined;

  /** Runs a loop over time by several threads, each for some of its lanes. Default: one thread runs all. */
  overLanes?(loop: LaneLoop): void;

  /** Ends the threads of the set when another set replaces it. Default: there are none. */
  end?(): void;
}
