import { LinearMemory } from '../memory/linear-memory.js';
import { availableVariants, createKernels } from './create-kernels.js';
import { unavailableVariant, wideKernelsDisagree } from './errors.js';
import type { KernelOptions, Kernels, Variant } from './kernels.js';
import { ReferenceKernels } from './reference-kernels.js';
import { findDisagreement } from './self-check.js';

/** A memory and what computes on it. */
export interface Engine {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
}

/** The engine of ordinary work: single precision, with kernels that can be exchanged without moving any number. */
class SingleEngine implements Engine {
  readonly memory = new LinearMemory('single');
  readonly available = availableVariants(this.memory);
  readonly #sets = new Map<Variant, Kernels>();
  kernels = this.set(this.available[0]);

  /** The set of a variant that is available; the same each time. */
  set(variant: Variant): Kernels {
    let set = this.#sets.get(variant);
    if (set === undefined) {
      set = createKernels(variant, this.memory);
      this.#sets.set(variant, set);
    }
    return set;
  }
}

let single: SingleEngine | undefined;
let double: Engine | undefined;
let current: Engine | undefined;

function theSingleEngine(): SingleEngine {
  single ??= new SingleEngine();
  return single;
}

/** The engine in single precision, made at its first use with the fastest kernels that the host can run. */
export function singleEngine(): Engine {
  return theSingleEngine();
}

/** The engine in double precision, made at its first use, with the reference kernels: what gradients are checked on. */
export function doubleEngine(): Engine {
  if (double === undefined) {
    const memory = new LinearMemory('double');
    double = { memory, kernels: new ReferenceKernels(memory) };
  }
  return double;
}

/** The engine in use: the one in single precision, unless `withEngine` says otherwise. */
export function engine(): Engine {
  return current ?? singleEngine();
}

/** Runs `closure` with `engine` in use, and returns what it returns. */
export function withEngine<R>(engine: Engine, closure: () => R): R {
  const before = current;
  current = engine;
  try {
    return closure();
  } finally {
    current = before;
  }
}

/** Which kernels compute in single precision; gradient checks in double precision always run on the reference. */
export const kernels = {
  /** The set in use: `relaxed` (SIMD with fused multiply-add), `strict` (SIMD, bit-identical everywhere) or `reference` (TypeScript). */
  get variant(): Variant {
    return singleEngine().kernels.variant;
  },

  /** The sets that this host can run, the fastest first. */
  get available(): readonly Variant[] {
    return theSingleEngine().available;
  },

  /**
   * Switches the set, from the next step or operation on; tensors stay where they are. `auto`, the default, takes the fastest that the host can
   * run: `relaxed`, else `strict`, else `reference`. For results that are the same on every machine use `strict`.
   *
   * With `wide` the kernels count on V8's experimental 256-bit vectors; they are compared with the reference before they are taken.
   *
   * Throws `HostError` where the host cannot run the set, and `HostError` where wide kernels compute something wrongly;
   * the set in use stays in either case.
   */
  use(variant: Variant | 'auto', options?: KernelOptions): void {
    const single = theSingleEngine();
    const chosen = variant === 'auto' ? single.available[0] : variant;
    if (!single.available.includes(chosen)) throw unavailableVariant(chosen, single.available);
    single.kernels = options?.wide ? wideSet(chosen, single) : single.set(chosen);
  },
};

/** Engines that make wide vectors do so as an experiment, so their results are checked before they are relied on. */
function wideSet(variant: Variant, single: SingleEngine): Kernels {
  const set = createKernels(variant, single.memory, { wide: true });
  const disagreement = findDisagreement(set, single.set('reference'));
  if (disagreement !== undefined) throw wideKernelsDisagree(disagreement);
  return set;
}
