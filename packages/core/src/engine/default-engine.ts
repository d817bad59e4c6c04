import type { KernelOptions, Variant } from '../kernels/kernels.js';
import { Engine, engineInUse } from './engine.js';

let single: Engine | undefined;

/**
 * Returns the engine of programs that make none: single precision, with the fastest kernels that
 * the host can run. It is made at its first use.
 */
export function defaultEngine(): Engine {
  single ??= new Engine();
  return single;
}

/**
 * Returns the engine in use: the default engine, unless `Engine.run` has put another in its place.
 */
export function engine(): Engine {
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

  /** The sets that this host can run, the fastest first. */
  get available(): readonly Variant[] {
    return engine().available;
  },

  /**
   * Exchanges the set, starting with the next step or operation. Tensors stay where they are.
   * `auto`, the default, is the fastest set that the host can run: `relaxed`, else `strict`, else
   * `reference`. Use `strict` for results that are the same on every machine.
   *
   * With `wide`, the kernels rely on V8's experimental 256-bit vectors. They are compared with the
   * reference before they are used.
   *
   * @throws ArgumentError if there is no such set, or an option is unknown.
   * @throws HostError if the host cannot run the set, or if wide kernels compute something wrongly.
   * The set in use does not change then.
   */
  use(variant: Variant | 'auto', options?: KernelOptions): void {
    engine().use(variant, options);
  },
};
