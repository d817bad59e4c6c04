import type { Kernels } from '../kernels/kernels.js';
import type { Address } from '../memory/block-allocator.js';

/** Elements before and after an array that no kernel may touch. */
const GUARD = 5;
const GUARD_VALUE = 12345;

interface PlacedArray {
  readonly name: string;
  readonly address: Address;
  readonly length: number;
  readonly isDouble: boolean;
}

/**
 * Where a kernel is watched: arrays of pseudo-random numbers in the arena of a kernel set's memory,
 * the same for every set, with guards around them and starting at any element, not only where
 * vectors do.
 */
export class Stage {
  readonly #arrays: PlacedArray[] = [];
  #state = 1;

  constructor(readonly kernels: Kernels) {}

  /**
   * Places `length` numbers: given by `numberAt`, or random in [-1, 1). Results are placed like
   * operands, so that what a kernel adds to is not zero.
   */
  place(name: string, length: number, numberAt: (index: number) => number = () => this.random()): Address {
    const { memory } = this.kernels;
    const shift = this.#arrays.length % 4;
    const start = memory.arena.allocate((shift + length + 2 * GUARD) * memory.elementBytes);
    const view = memory.view(start, shift + length + 2 * GUARD).fill(GUARD_VALUE);
    for (let i = 0; i < length; i++) view[shift + GUARD + i] = Math.fround(numberAt(i));
    const address = start + (shift + GUARD) * memory.elementBytes;
    this.#arrays.push({ name, address, length, isDouble: false });
    return address;
  }

  /** Places `length` random numbers of double precision, whatever the precision of the memory. */
  placeDoubles(name: string, length: number): Address {
    const { memory } = this.kernels;
    // Kernels read sums four at a time.
    const address = memory.arena.allocate((length + 2 * GUARD) * 8) + GUARD * 8;
    const view = memory.doubles.subarray(address / 8 - GUARD, address / 8 + length + GUARD).fill(GUARD_VALUE);
    for (let i = 0; i < length; i++) view[GUARD + i] = this.random();
    this.#arrays.push({ name, address, length, isDouble: true });
    return address;
  }

  /** Places 32-bit integers. */
  placeIntegers(integers: readonly number[]): Address {
    const { memory } = this.kernels;
    const address = memory.arena.allocate((integers.length + 1) * 4) + 4;
    memory.ints.set(integers, address / 4);
    return address;
  }

  /** Returns every array as it is now, with its guards. */
  arrays(): { readonly name: string; readonly numbers: Float64Array }[] {
    const { memory } = this.kernels;
    return this.#arrays.map(({ name, address, length, isDouble }) => ({
      name,
      numbers: isDouble
        ? memory.doubles.slice(address / 8 - GUARD, address / 8 + length + GUARD)
        : Float64Array.from(memory.view(address - GUARD * memory.elementBytes, length + 2 * GUARD)),
    }));
  }

  /** Returns a pseudo-random number in [-1, 1): the same sequence on every stage. */
  random(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) | 0;
    return this.#state / 2 ** 31;
  }
}
