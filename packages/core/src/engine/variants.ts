import { GeneratedKernels } from '../kernels/generated-kernels.js';
import type { KernelOptions, Kernels, Variant } from '../kernels/kernels.js';
import { chooseTile } from '../kernels/product/choose-tile.js';
import { MatrixProduct } from '../kernels/product/matrix-product.js';
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
  { wide = false, product }: Pick<KernelOptions, 'wide' | 'product'> = {},
): Kernels {
  if (variant === 'reference') return new ReferenceKernels(memory);
  const rounding = roundingOf(variant);
  if (product === undefined) return new GeneratedKernels(memory, rounding, { wide });
  return new GeneratedKernels(memory, rounding, {
    wide,
    product: product(memory, new MatrixProduct(memory, rounding, chooseTile(rounding, wide))),
    variant: `${variant}, ${product.label ?? 'own product'}`,
  });
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
