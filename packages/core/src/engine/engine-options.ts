import { type OptionNames, requireFunction, requireRange } from '../arguments.js';
import type { KernelOptions, Kernels, ProductFactory, Variant } from '../kernels/kernels.js';
import type { LinearMemory, Precision } from '../memory/linear-memory.js';
import { providedThreads } from './provided-threads.js';

/** Options of an engine. */
export interface EngineOptions extends KernelOptions {
  /**
   * The precision of all numbers. In `double` precision the reference kernels compute. Default:
   * `single`.
   */
  readonly precision?: Precision;
  /**
   * The set of kernels: one of the sets that the host can run, `auto` for the fastest of them, or a
   * function that makes a set of your own over the memory of the engine. Default: `auto`.
   */
  readonly kernels?: Variant | 'auto' | ((memory: LinearMemory) => Kernels);
  /** The largest size of the memory in bytes, from 2²⁰ to 2³². Default: 2³². */
  readonly maximumBytes?: number;
}

/** The names of `EngineOptions`. */
export const ENGINE_OPTIONS: OptionNames<EngineOptions> = {
  precision: true,
  kernels: true,
  wide: true,
  threads: true,
  product: true,
  maximumBytes: true,
};

/** The names by which a set of kernels is chosen. */
export const KERNEL_NAMES: readonly string[] = ['auto', 'relaxed', 'strict', 'reference'];

/** The options of `kernels.use`. */
export const USE_OPTIONS: OptionNames<KernelOptions> = { wide: true, threads: true, product: true };

/** The largest number of threads of an engine. */
const MOST_THREADS = 256;

/** Checks the number of threads, and returns it as a number. */
export function threadsOf(operation: string, threads: unknown): number {
  if (threads === 'all') return Math.min(providedThreads()?.processors() ?? 1, MOST_THREADS);
  requireRange(operation, "threads (or 'all')", threads, { least: 1, most: MOST_THREADS, whole: true });
  return threads as number;
}

/** Checks a factory of kernels with another product, and returns it. */
export function productOf(
  operation: string,
  product: ProductFactory | undefined,
): ProductFactory | undefined {
  if (product !== undefined) requireFunction(operation, 'product', product, 'await blas() of @tbptt/blas');
  return product;
}
