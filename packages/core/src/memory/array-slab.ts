type Floats = Float32Array | Float64Array;

/** The number of elements of a slab. */
const SLAB = 2048;

/** Hosts store shorter arrays without a buffer of their own, which is cheap. */
const SHORT = 16;

/** Longer arrays are not cut from slabs, so that an array keeps only little memory of others alive. */
const LONG = SLAB / 4;

/**
 * Cuts arrays of up to some hundred numbers from larger ones. A buffer for each array would take
 * several times as long as copying its numbers.
 */
export class ArraySlab {
  readonly #create: (length: number) => Floats;
  #slab: Floats | undefined;
  #used = 0;

  /** `create` makes an array of zeros. */
  constructor(create: (length: number) => Floats) {
    this.#create = create;
  }

  /** Returns an array of `length` zeros to which nothing else refers. It may be a part of a larger array. */
  take(length: number): Floats {
    if (length <= SHORT || length > LONG) return this.#create(length);
    if (this.#slab === undefined || this.#used + length > SLAB) {
      this.#slab = this.#create(SLAB);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return this.#slab.subarray(start, this.#used);
  }
}
