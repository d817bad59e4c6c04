import { type Address, type NormKernels, normKernels } from '@tbptt/core/operation';
import type { Place } from '../window/place.js';

/** The Euclidean norm of numbers in a row. */
export class NormOf {
  readonly #place: Place;
  readonly #kernels: NormKernels;
  /** A sum in double precision, with the room that the kernel requires. */
  readonly #total: Address;

  constructor(place: Place) {
    this.#place = place;
    this.#kernels = place.kernels.of(normKernels);
    this.#total = place.allocate(64 / place.memory.elementBytes);
  }

  at(address: Address, length: number): number {
    this.#kernels.totals(address, length, 1, 2, this.#total);
    return Math.sqrt(this.#place.memory.doubles[this.#total / Float64Array.BYTES_PER_ELEMENT] as number);
  }
}

/**
 * Returns the factor ρ with which `ρ u` and `v / ρ` have equal norms, from the norms `x` of u and
 * `y` of v; 1 if one of them is zero.
 */
export function balance(x: number, y: number): number {
  const factor = Math.sqrt(y / x);
  return factor > 0 && Number.isFinite(factor) ? factor : 1;
}
