import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { normal } from './normal.js';
import type { Random, RandomState } from './random.js';

/** The 32-bit words of a generator's state. */
const STATE_WORDS = 4;

/**
 * Makes a generator for a seed, a whole number of at most 53 bits. The generator is xoroshiro128+
 * (Blackman & Vigna 2018, arXiv:1805.01407; period 2¹²⁸ - 1) of the library pure-rand. The bits of
 * the seed are spread over the whole state, so neighboring seeds give unrelated streams.
 *
 * The numbers are the same on every machine. Only integer arithmetic and exactly rounded operations
 * are used, not `Math.log` or `Math.cos`, whose last bits differ between engines.
 *
 * @throws ArgumentError if the seed is not a whole number between -2^53 and 2^53.
 */
export function seeded(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(
      'seeded',
      `the seed is ${describe(seed)}; it must be a whole number between -2^53 and 2^53.`,
    );
  }
  return new SeededRandom(spread(seed));
}

class SeededRandom implements Random {
  #generator: ReturnType<typeof xoroshiro128plusFromState>;

  constructor(state: RandomState) {
    this.#generator = xoroshiro128plusFromState(state);
  }

  float(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  integer(below: number): number {
    if (!Number.isSafeInteger(below) || below < 1) {
      throw new ArgumentError(
        'integer',
        `the limit is ${describe(below)}; it must be a whole number from 1 to 2^53 - 1.`,
      );
    }
    // The lowest bit of xoroshiro128+ is a linear function of its state, so the highest bits are taken.
    // Numbers from `below` on are drawn again: their remainders would make the small ones more likely.
    const span = bitLength(below - 1);
    for (;;) {
      const integer =
        span <= 32 ? this.#highBits(span) : this.#highBits(32) * 2 ** (span - 32) + this.#highBits(span - 32);
      if (integer < below) return integer;
    }
  }

  /** Returns the highest bits of the next 32, 0 to 32 of them, as a whole number. */
  #highBits(count: number): number {
    return Math.floor(this.uint32() * 2 ** (count - 32));
  }

  normal(): number {
    return normal(this);
  }

  state(): RandomState {
    return [...this.#generator.getState()];
  }

  restore(state: RandomState): void {
    if (!isState(state)) {
      throw new ArgumentError(
        'restore',
        `the state must be what state() gave, ${STATE_WORDS} signed 32-bit whole numbers that are not all 0.`,
      );
    }
    this.#generator = xoroshiro128plusFromState(state);
  }
}

/** Returns the number of binary digits of a whole number below 2^53, 0 for 0. */
function bitLength(whole: number): number {
  const high = Math.floor(whole / 2 ** 32);
  return high === 0 ? 32 - Math.clz32(whole) : 64 - Math.clz32(high);
}

/**
 * Returns whether a value is the state of a generator. The generator never leaves a state of zeros.
 */
function isState(value: unknown): value is RandomState {
  if (!Array.isArray(value) || value.length !== STATE_WORDS) return false;
  // `Array.from` makes holes undefined.
  const words = Array.from<unknown>(value);
  return (
    words.every((word) => typeof word === 'number' && word === (word | 0)) && words.some((word) => word !== 0)
  );
}

/**
 * Returns the state for a seed: the finalizer of MurmurHash3 over the halves of the seed and a
 * counter, as in SplitMix.
 */
function spread(seed: number): RandomState {
  const low = seed | 0;
  const high = Math.floor(seed / 2 ** 32) | 0;
  const mixedHigh = mix(high ^ 0x2545f491);
  return Array.from({ length: STATE_WORDS }, (_, i) =>
    mix(mix(low + Math.imul(i + 1, 0x9e3779b9)) ^ mixedHigh),
  );
}

/**
 * A bijection of 32-bit integers: every input bit changes every output bit with probability 1/2.
 */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
