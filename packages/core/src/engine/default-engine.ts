import type { KernelOptions, Variant } from '../kernels/kernels.js';
import { Engine, engineInUse } from './engine.js';

let single: Engine | undefined;

/** The engine that serves programs which never heard of engines: single precision, with the fastest kernels that the host can run. It is made at its first use. */
export function defaultEngine(): Engine {
  single ??= new Engine();
  return single;
}

/** The engine in use: the default one, unless `Engine.run` put another in its place. */
export function engine(): Engine {
  return engineInUse() ?? defaultEngine();
}

/** The kernels of the engine in use. */
export const kernels = {
  /** The set in use: `relaxed` (SIMD with fused multiply-add), `strict` (SIMD, bit-identical everywhere) or `reference` (TypeScript). */
  get variant(): Variant {
    return engine().kernels.variant;
  },

  /** The sets that this host can run, the fastest first. */
  get available(): readonly Variant[] {
    return engine().available;
  },

  /**
   * Exchanges the set, from the next step or operation on; tensors stay where they are. `auto`, the default, is the fastest that the host
   * can run: `relaxed`, else `strict`, else `reference`. For results that are the same on every machine use `strict`.
   *
   * With `wide` the kernels count on V8's experimental 256-bit vectors; they are compared with the reference before they are used.
   *
   * @throws HostError if the host cannot run the set, or if wide kernels compute something wrongly; the set in use stays then.
   */
  use(variant: Variant | 'auto', options?: KernelOptions): void {
    engine().use(variant, options);
  },
};
