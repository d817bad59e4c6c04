import type { RandomState } from './random.js';

/** The 32-bit words of a generator's state. */
export const STATE_WORDS = 4;

/**
 * The generator xoroshiro128+ with the rotations 24, 16 and 37 (Blackman & Vigna 2018,
 * arXiv:1805.01407; period 2¹²⁸ - 1). Its two words of 64 bits are kept in halves.
 */
export class Xoroshiro128Plus {
  #high0 = 0;
  #low0 = 0;
  #high1 = 0;
  #low1 = 0;

  /** @param state four signed numbers of 32 bits that are not all 0 */
  constructor(state: RandomState) {
    this.continueFrom(state);
  }

  /** Returns the lower half of the sum of both words, signed, and takes a step. */
  protected next(): number {
    const high0 = this.#high0;
    const low0 = this.#low0;
    const high = high0 ^ this.#high1;
    const low = low0 ^ this.#low1;
    const sum = (low0 + this.#low1) | 0;
    this.#high0 = (high0 << 24) ^ (low0 >>> 8) ^ high ^ (high << 16) ^ (low >>> 16);
    this.#low0 = (low0 << 24) ^ (high0 >>> 8) ^ low ^ (low << 16);
    this.#high1 = (low << 5) ^ (high >>> 27);
    this.#low1 = (high << 5) ^ (low >>> 27);
    return sum;
  }

  /** Returns the present state. */
  state(): RandomState {
    return [this.#high0, this.#low0, this.#high1, this.#low1];
  }

  /** Continues from a state that `state` returned. */
  protected continueFrom([high0 = 0, low0 = 0, high1 = 0, low1 = 0]: RandomState): void {
    this.#high0 = high0;
    this.#low0 = low0;
    this.#high1 = high1;
    this.#low1 = low1;
  }
}
