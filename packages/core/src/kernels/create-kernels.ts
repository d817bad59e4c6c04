import type { LinearMemory } from '../memory/linear-memory.js';
import type { Kernels, Variant } from './kernels.js';
import { ReferenceKernels } from './reference-kernels.js';

/** The sets of kernels that can run over `memory` on this host, the fastest first. */
export function availableVariants(_memory: LinearMemory): readonly [Variant, ...Variant[]] {
  return ['reference'];
}

/** A set of kernels over `memory`; `variant` must be available. */
export function createKernels(_variant: Variant, memory: LinearMemory): Kernels {
  return new ReferenceKernels(memory);
}
