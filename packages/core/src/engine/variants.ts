import { GeneratedKernels } from '../kernels/generated-kernels.js';
import type { KernelOptions, Kernels, Variant } from '../kernels/kernels.js';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { ModuleBuilder } from '../wasm/assembler.js';
import { hasRelaxedSimd, hasSimd } from '../wasm/features.js';
import type { HostMemory } from '../wasm/linker.js';

/** Returns the sets of kernels that can run over `memory` on this host, the fastest first. */
export function availableVariants(memory: LinearMemory): readonly [Variant, ...Variant[]] {
  if (memory.wasm === undefined || memory.precision !== 'single') return ['reference'];
  if (!hasSimd() || !canLink(memory.wasm)) return ['reference'];
  return hasRelaxedSimd() ? ['relaxed', 'strict', 'reference'] : ['strict', 'reference'];
}

/** Makes a set of kernels over `memory`. `variant` must be available. */
export function createKernels(variant: Variant, memory: LinearMemory, options?: KernelOptions): Kernels {
  return variant === 'reference'
    ? new ReferenceKernels(memory)
    : new GeneratedKernels(memory, variant === 'strict' ? 'strict' : 'relaxed', options);
}

/**
 * Returns whether the host lets a program compile a module and join it to a memory. Some runtimes
 * and content security policies do not, and others have only a part of WebAssembly.
 */
function canLink(memory: HostMemory): boolean {
  try {
    const module = new WebAssembly.Module(new ModuleBuilder().encode());
    const instance = new WebAssembly.Instance(module, { env: { memory: memory as WebAssembly.Memory } });
    return 'exports' in instance;
  } catch {
    return false;
  }
}
