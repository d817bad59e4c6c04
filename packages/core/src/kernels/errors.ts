import type { Variant } from './kernels.js';

const NEEDS: Readonly<Record<Variant, string>> = {
  relaxed: 'need WebAssembly with relaxed SIMD (Node 22, Chromium 114 or later) and leave to compile it',
  strict:
    'need WebAssembly with SIMD and leave to compile it (a content security policy must allow wasm-unsafe-eval)',
  reference: 'need nothing',
};

/** A set of kernels was asked for that this host cannot run. */
export class UnavailableVariantError extends Error {
  override readonly name = 'UnavailableVariantError';

  constructor(
    readonly variant: Variant,
    readonly available: readonly Variant[],
  ) {
    super(
      `kernels.use: the ${variant} kernels ${NEEDS[variant]}; available here: ${available.join(', ')}. ` +
        `Use one of these, or 'auto' for the fastest of them.`,
    );
  }
}

/** Kernels for wide vectors compute something otherwise than the reference. */
export class WideKernelsError extends Error {
  override readonly name = 'WideKernelsError';

  constructor(
    /** What they compute wrongly. */
    readonly disagreement: string,
  ) {
    super(
      `kernels.use: on this engine kernels for vectors of 256 bits compute ${disagreement} wrongly. Leave wide out; the set in use has not changed.`,
    );
  }
}
