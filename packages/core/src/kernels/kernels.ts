import type { PointwiseKernel, PointwiseProgram } from '../equation/program.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { KernelFamily } from './kernel-family.js';
import type { Product } from './product/product.js';

/**
 * The sets of kernels that are always there: `relaxed` (generated SIMD with fused multiply-add),
 * `strict` (generated SIMD, bit-identical on every engine and machine) or `reference` (plain
 * TypeScript, where the host forbids compiling, and in double precision).
 */
export type Variant = 'relaxed' | 'strict' | 'reference' | (string & Record<never, never>);

/** The threads that compute. */
export interface Threads {
  /** How many were requested. */
  readonly requested: number;
  /** How many take part now, with the one that calls. */
  readonly count: number;
  /** Why there are fewer than were requested, or undefined if there are not. */
  readonly reason: string | undefined;
}

/** A loop over time whose lanes do not depend on each other. */
export interface LaneLoop {
  readonly lanes: number;
  readonly steps: number;
  /** How many of the first steps differ only in addresses, which move evenly from step to step. */
  readonly even: number;
  /** The multiplications of one lane in one step. */
  readonly work: number;
  /**
   * Returns the function that computes step 0, 1 ... for the lanes from `from` to `to`, by
   * `kernels` alone. The kernels may only note what they are to do later, so nothing may read a
   * result.
   */
  share(kernels: Kernels, from: number, to: number): (step: number) => void;
}

/** The kernels that an engine requests of a `ProductFactory`. */
export interface KernelRequest {
  /** The set that was named: `auto`, or one of those that are always there. */
  readonly name: string;
  /** The set that would serve with the generated product. */
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
   * Whether to count on vectors of 256 bits, which V8 makes of neighboring ones of 128 under its
   * experimental flag `--experimental-wasm-revectorize` (Node 24 and later), to be set before the
   * first kernel is compiled. Without the flag such kernels are right, but slow. Default: whether
   * Node was started with the flag, by its command line or `NODE_OPTIONS`, and the kernels agree
   * with the reference.
   */
  readonly wide?: boolean;
  /**
   * How many threads compute: a number, or `all` for as many as the machine has processors. Results
   * are the same to the last bit for any number. `kernels.threads` says how many take part.
   * Default: 1.
   */
  readonly threads?: number | 'all';
  /**
   * The matrix product in place of the generated one, such as `await blas()` of `@tbptt/blas`. It has
   * threads of its own, so `threads` is 1. It is compared with the reference before it is used. Only with
   * the kernels `auto` and `relaxed`. Default: the generated product.
   */
  readonly product?: ProductFactory;
}

/**
 * A set of kernels: the matrix product, the compiler of equations, and the families of all other
 * kernels. Everything that computes on addresses is made of these. The interface is open: a set may
 * wrap another, to take times, say, or have a product of its own.
 *
 * Arrays are dense and row-major unless a stride is given; sizes are in elements, addresses in
 * bytes. "+=" adds to what is there. Kernels do not check their arguments, operations on tensors
 * do, and return nothing: a number that a kernel computes is written to an address.
 */
export interface Kernels extends Product {
  /** The name of the set, such as `strict`. */
  readonly variant: string;
  readonly memory: LinearMemory;

  /** The kernel of a pointwise program, generated at its first use. */
  pointwise(program: PointwiseProgram): PointwiseKernel;

  /** The functions of a family, made at their first use. */
  of<Functions extends object>(family: KernelFamily<Functions>): Functions;

  /** The threads that take part. Default: one. */
  readonly threads?: Threads;

  /**
   * The set that computes in the place of this one in the next step, with the same results: small
   * programs are faster if nothing asks at each call whether it is to be shared. Default: this one.
   */
  readonly substitute?: Kernels | undefined;

  /** Runs a loop over time by several threads, each for some of its lanes. Default: one thread runs all. */
  overLanes?(loop: LaneLoop): void;

  /** Ends the threads of the set, when another takes its place. Default: there are none. */
  end?(): void;
}
