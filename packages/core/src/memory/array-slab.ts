type Floats = Float32Array | Float64Array;

/** The numbers of a slab. */
const SLAB = 2048;

/** Hosts keep shorter arrays without a buffer of their own, which is cheap. */
const SHORT = 16;

/** Longer arrays are not cut from slabs, so that an array keeps at most a few others' memory alive. */
const LONG = SLAB / 4;

/**
 * Cuts arrays of some hundred numbers from larger ones, since a buffer for each takes several times
 * as long as copying its numbers.
 */
export class ArraySlab {
  readonly #create: (length: number) => Floats;
  #slab: Floats | undefined;
  #used = 0;

  /** `create` makes an array of zeros. */
  constructor(create: (length: number) => Floats) {
    this.#create = create;
  }

  /** An array of `length` zeros that nothing else refers to, perhaps a part of a larger one. */
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
