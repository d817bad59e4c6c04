import { GeneratedKernels } from '../kernels/generated-kernels.js';
import type { Kernels, Variant } from '../kernels/kernels.js';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { ModuleBuilder } from '../wasm/assembler.js';
import { hasRelaxedSimd, hasSimd } from '../wasm/features.js';
import { importingShared } from '../wasm/shared-import.js';
import type { Rounding } from '../wasm/simd-math/vector-math.js';

/** Returns the sets of kernels that can run over `memory` on this host, the fastest first. */
export function availableVariants(memory: LinearMemory): readonly [Variant, ...Variant[]] {
  if (memory.wasm === undefined || memory.precision !== 'single') return ['reference'];
  if (!hasSimd() || !canLink(memory)) return ['reference'];
  return hasRelaxedSimd() ? ['relaxed', 'strict', 'reference'] : ['strict', 'reference'];
}

/** Makes a set of kernels over `memory`. `variant` must be available. */
export function createKernels(
  variant: Variant,
  memory: LinearMemory,
  { wide = false }: { readonly wide?: boolean } = {},
): Kernels {
  return variant === 'reference'
    ? new ReferenceKernels(memory)
    : new GeneratedKernels(memory, roundingOf(variant), { wide });
}

/** Returns how the generated kernels of a variant round. */
export function roundingOf(variant: Variant): Rounding {
  return variant === 'strict' ? 'strict' : 'relaxed';
}

/**
 * Returns whether the host lets a program compile a module and join it to a memory. Some runtimes
 * and content security policies do not, and others have only a part of WebAssembly.
 */
function canLink({ wasm, shared }: LinearMemory): boolean {
  try {
    const bytes = new ModuleBuilder().encode();
    const module = new WebAssembly.Module(shared ? importingShared(bytes) : bytes);
    const instance = new WebAssembly.Instance(module, { env: { memory: wasm as WebAssembly.Memory } });
    return 'exports' in instance;
  } catch {
    return false;
  }
}
