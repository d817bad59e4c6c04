import { expect, test } from 'vitest';
import { Xoroshiro128Plus } from './xoroshiro128-plus.js';

class Words extends Xoroshiro128Plus {
  override next(): number {
    return super.next();
  }
}

const signed = (word: bigint) => Number(BigInt.asIntN(32, word));
const rotated = (word: bigint, by: bigint) => BigInt.asUintN(64, word << by) | (word >> (64n - by));

test('the generator is xoroshiro128+ as its authors write it, with words of 64 bits', () => {
  let [s0, s1] = [0x9e3779b97f4a7c15n, 0xbf58476d1ce4e5b9n];
  const halves = () => [s0 >> 32n, s0, s1 >> 32n, s1].map(signed);
  const generator = new Words(halves());
  for (let step = 0; step < 1000; step++) {
    expect(generator.next()).toBe(signed(s0 + s1));
    const both = s0 ^ s1;
    s0 = rotated(s0, 24n) ^ both ^ BigInt.asUintN(64, both << 16n);
    s1 = rotated(both, 37n);
    expect(generator.state()).toEqual(halves());
  }
});

test('a generator continues from its state', () => {
  const generator = new Words([1, 2, 3, 4]);
  generator.next();
  const other = new Words(generator.state());
  expect(other.next()).toBe(generator.next());
  expect(other.state()).toEqual(generator.state());
});
