import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { ArgumentError } from '../errors.js';
import { normal } from './normal.js';
import type { Random, RandomState } from './random.js';

/** The 32-bit words of a generator's state. */
const STATE_WORDS = 4;

/**
 * A generator for a seed, a whole number of at most 53 bits: xoroshiro128+ (Blackman & Vigna 2018, arXiv:1805.01407; period 2¹²⁸ - 1) of
 * the library pure-rand. The bits of a seed are spread over the whole state, so neighboring seeds give unrelated streams.
 *
 * Only integer arithmetic and exactly rounded operations are used: no `Math.log` or `Math.cos`, whose last bits differ
 * between engines. See `normal.ts` for the normal distribution.
 */
export function seeded(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(
      'seeded',
      `the seed is ${seed}; it must be a whole number between -2^53 and 2^53.`,
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
        `the limit is ${below}; it must be a whole number from 1 to 2^53 - 1.`,
      );
    }
    return uniformInt(this.#generator, 0, below - 1);
  }

  normal(): number {
    return normal(this);
  }

  state(): RandomState {
    return [...this.#generator.getState()];
  }

  restore(state: RandomState): void {
    const words =
      state.length === STATE_WORDS && state.every((word) => Number.isInteger(word) && word === (word | 0));
    if (!words || state.every((word) => word === 0)) {
      throw new ArgumentError(
        'restore',
        `the state must be what state() gave, ${STATE_WORDS} signed 32-bit whole numbers that are not all 0.`,
      );
    }
    this.#generator = xoroshiro128plusFromState(state);
  }
}

/** The state of a generator from a seed: the finalizer of MurmurHash3 over the seed's halves and a counter, as SplitMix does it. */
function spread(seed: number): RandomState {
  const low = seed | 0;
  const high = Math.floor(seed / 2 ** 32) | 0;
  const mixedHigh = mix(high ^ 0x2545f491);
  return Array.from({ length: STATE_WORDS }, (_, i) =>
    mix(mix(low + Math.imul(i + 1, 0x9e3779b9)) ^ mixedHigh),
  );
}

/** A bijection of 32-bit integers in which every input bit moves every output bit with probability 1/2. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
