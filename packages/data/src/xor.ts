import type { Floats } from './arrays.js';

/** Samples and the outputs that a network should give for them. */
export interface Samples {
  /** `[N, D]` */
  readonly inputs: Floats;
  /** `[N, outputs]` */
  readonly targets: Floats;
}

/**
 * Returns the four samples of XOR: inputs `[4, 2]`, targets `[4, 1]`. It is the smallest problem
 * that no network without a hidden layer can solve (Minsky and Papert 1969).
 */
export function xor(): Samples {
  return {
    inputs: { shape: [4, 2], data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1) },
    targets: { shape: [4, 1], data: Float32Array.of(0, 1, 1, 0) },
  };
}
