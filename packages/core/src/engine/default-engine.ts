import type { KernelOptions, Threads, Variant } from '../kernels/kernels.js';
import { threading } from '../kernels/threads/threaded-kernels.js';
import { BaseEngine, engineInUse } from './base-engine.js';
import { provideThreads } from './provided-threads.js';

let single: BaseEngine | undefined;

/**
 * Returns the engine of programs that make none: single precision, with the fastest kernels that
 * the host can run. It is made at its first use.
 */
export function defaultEngine(): BaseEngine {
  single ??= new BaseEngine();
  return single;
}

/**
 * Returns the engine in use: the default engine, unless `Engine.run` has put another in its place.
 */
export function engine(): BaseEngine {
  return engineInUse() ?? defaultEngine();
}

/** The kernels of the engine in use. */
export const kernels = {
  /**
   * The set in use: `relaxed` (SIMD with fused multiply-add), `strict` (SIMD, bit-identical
   * everywhere) or `reference` (TypeScript).
   */
  get variant(): Variant {
    return engine().kernels.variant;
  },

  /** Whether the kernels in use count on vectors of 256 bits. */
  get wide(): boolean {
    return engine().wide;
  },

  /** The sets that this host can run, the fastest first. */
  get available(): readonly Variant[] {
    return engine().available;
  },

  /**
   * The threads that compute: how many take part now, and the reason if there are fewer than were
   * requested. Helper threads take some tens of milliseconds to start; meanwhile the others go on
   * without them.
   */
  get threads(): Threads {
    provideThreads(threading);
    return engine().threads;
  },

  /**
   * Exchanges the set, starting with the next step or operation. Tensors stay where they are.
   * `auto`, the default, is the fastest set that the host can run: `relaxed`, else `strict`, else
   * `reference`. Use `strict` for results that are the same on every machine.
   *
   * With `threads`, several threads compute: a number of them, or `all` for one on each processor.
   * Results are the same to the last bit for any number.
   *
   * With `wide`, the kernels rely on V8's experimental 256-bit vectors. They are compared with the
   * reference before they are used. They are the default if Node was started with
   * `--experimental-wasm-revectorize`, and agree with the reference.
   *
   * @throws ArgumentError if there is no such set, or an option is unknown.
   * @throws HostError if the host cannot run the set, or if wide kernels compute something wrongly.
   * The set in use does not change then.
   * @throws LifetimeError inside a step, if threads are requested for the first time.
   */
  use(variant: Variant | 'auto', options?: KernelOptions): void {
    provideThreads(threading);
    engine().use(variant, options);
  },
};
