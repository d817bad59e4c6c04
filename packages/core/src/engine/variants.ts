import { GeneratedKernels } from '../kernels/generated-kernels.js';
import type { KernelOptions, Kernels, Variant } from '../kernels/kernels.js';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { ModuleBuilder } from '../wasm/assembler.js';
import { hasRelaxedSimd, hasSimd } from '../wasm/features.js';

/** The sets of kernels that can run over `memory` on this host, the fastest first. */
export function availableVariants(memory: LinearMemory): readonly [Variant, ...Variant[]] {
  if (memory.wasm === undefined || memory.precision !== 'single') return ['reference'];
  if (!hasSimd() || !mayCompile()) return ['reference'];
  return hasRelaxedSimd() ? ['relaxed', 'strict', 'reference'] : ['strict', 'reference'];
}

/** A set of kernels over `memory`; `variant` must be available. */
export function createKernels(variant: Variant, memory: LinearMemory, options?: KernelOptions): Kernels {
  return variant === 'reference'
    ? new ReferenceKernels(memory)
    : new GeneratedKernels(memory, variant === 'strict' ? 'strict' : 'relaxed', options);
}

/** Whether the host lets a program compile modules: some runtimes and content security policies do not. */
function mayCompile(): boolean {
  try {
    return new WebAssembly.Module(new ModuleBuilder().encode()) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
