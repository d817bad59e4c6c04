import { HostError } from '../errors.js';
import type { Variant } from './kernels.js';

const NEEDS: Readonly<Record<Variant, string>> = {
  relaxed: 'need WebAssembly with relaxed SIMD (Node 22, Chromium 114 or later) and leave to compile it',
  strict:
    'need WebAssembly with SIMD, leave to compile it (a content security policy must allow wasm-unsafe-eval) and address space ' +
    'for its memory (see ulimit -v)',
  reference: 'need nothing',
};

/** A set of kernels was requested that this host cannot run. */
export function unavailableVariant(variant: Variant, available: readonly Variant[]): HostError {
  return new HostError(
    'kernels.use',
    `the ${variant} kernels ${NEEDS[variant]}; available here: ${available.join(', ')}. ` +
      `Use one of these, or 'auto' for the fastest of them.`,
    { variant, available },
  );
}

/** Kernels for wide vectors compute `disagreement` otherwise than the reference. */
export function wideKernelsDisagree(disagreement: string): HostError {
  return new HostError(
    'kernels.use',
    `on this engine kernels for vectors of 256 bits compute ${disagreement} wrongly. Leave wide out; the set in use has not changed.`,
    { disagreement },
  );
}
