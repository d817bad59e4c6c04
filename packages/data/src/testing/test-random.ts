import type { Random } from '../random.js';

/** Returns a small generator for tests (mulberry32). */
export function testRandom(seed: number): Random {
  let state = seed | 0;
  return {
    float() {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
