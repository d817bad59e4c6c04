import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { cumulativeNormal, distance, UNLIKELY } from '../testing/kolmogorov-smirnov.js';
import type { Random } from './random.js';
import { seeded } from './seeded.js';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const average = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** The rank of a matrix of zeros and ones over GF(2), by elimination. */
function rank(rows: readonly (readonly number[])[]): number {
  let left = rows.map((row) => BigInt(`0b${row.join('')}`));
  let found = 0;
  while (left.length > 0) {
    const [pivot = 0n, ...others] = left;
    left = others;
    if (pivot === 0n) continue;
    found++;
    const highest = 1n << BigInt(pivot.toString(2).length - 1);
    left = left.map((row) => ((row & highest) === 0n ? row : row ^ pivot));
  }
  return found;
}

describe('a seeded generator', () => {
  test('gives these numbers on every machine', () => {
    const random = seeded(42);
    expect(draw(3, () => random.uint32())).toMatchInlineSnapshot(`
      [
        1314961077,
        3148004975,
        2316276850,
      ]
    `);
    expect(draw(3, () => random.float())).toMatchInlineSnapshot(`
      [
        0.7004093258976901,
        0.9930846267625705,
        0.4808349259711161,
      ]
    `);
    expect(draw(3, () => random.normal())).toMatchInlineSnapshot(`
      [
        0.4970778517162202,
        0.4097168290005382,
        -0.49717342814400756,
      ]
    `);
    expect(draw(6, () => random.integer(10))).toMatchInlineSnapshot(`
      [
        7,
        7,
        3,
        7,
        5,
        0,
      ]
    `);
  });

  test('gives the same numbers for the same seed, and others for another', () => {
    const numbers = (seed: number) => {
      const random = seeded(seed);
      return draw(10, () => random.float());
    };
    expect(numbers(7)).toEqual(numbers(7));
    const firsts = draw(1000, () => 0).map((_, seed) => seeded(seed).float());
    expect(new Set(firsts).size).toBe(1000);
    expect(distance(firsts, (x) => x)).toBeLessThan(UNLIKELY);
  });

  test('uses all 53 bits of a seed, and its sign', () => {
    const seeds = [
      1,
      2 ** 32 + 1,
      2 ** 52 + 1,
      -1,
      2 ** 32 - 1,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ];
    expect(new Set(seeds.map((seed) => seeded(seed).float())).size).toBe(seeds.length);
    expect(seeded(-0).float()).toBe(seeded(0).float());
  });

  test('needs a whole number as its seed', () => {
    for (const seed of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => seeded(seed)).toThrow(
        new ArgumentError('seeded', `the seed is ${seed}; it must be a whole number between -2^53 and 2^53.`),
      );
    }
  });
});

describe('float', () => {
  const random = seeded(1);
  const sample = draw(100_000, () => random.float());

  test('is uniform in [0, 1)', () => {
    expect(sample.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(distance(sample, (x) => x)).toBeLessThan(UNLIKELY);
  });

  test('is a multiple of 2^-53 with bits in every place', () => {
    expect(sample.every((x) => Number.isInteger(x * 2 ** 53))).toBe(true);
    for (let bit = 0; bit < 53; bit++) {
      const ones = sample.filter((x) => (BigInt(x * 2 ** 53) >> BigInt(bit)) & 1n).length;
      expect(Math.abs(ones / sample.length - 0.5)).toBeLessThan(0.01);
    }
  });

  test('does not tell the next from the last', () => {
    const mean = average(sample);
    const products = sample.slice(1).map((x, i) => (x - mean) * ((sample[i] ?? 0) - mean));
    expect(Math.abs(average(products)) * 12).toBeLessThan(0.015);
  });
});

describe('normal', () => {
  const random = seeded(2);
  const sample = draw(100_000, () => random.normal());

  test('is normally distributed', () => {
    expect(distance(sample, cumulativeNormal)).toBeLessThan(UNLIKELY);
    expect(average(sample)).toBeCloseTo(0, 2);
    expect(average(sample.map((x) => x ** 2))).toBeCloseTo(1, 1);
    expect(average(sample.map((x) => x ** 4))).toBeCloseTo(3, 0);
  });

  test('has tails', () => {
    const beyond = sample.filter((x) => Math.abs(x) > 3).length / sample.length;
    expect(Math.abs(beyond - 0.0027)).toBeLessThan(0.0008);
    expect(sample.some((x) => Math.abs(x) > 3.9)).toBe(true);
  });
});

describe('integer', () => {
  test('is uniform below its limit', () => {
    const random = seeded(3);
    for (const below of [1, 2, 3, 10, 1000]) {
      const counts = new Float64Array(below);
      for (let i = 0; i < 100 * below; i++) {
        const integer = random.integer(below);
        counts[integer] = (counts[integer] ?? Number.NaN) + 1;
      }
      // chi-squared with below - 1 degrees of freedom: its mean, and 5 standard deviations
      const chi = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
      expect(Math.abs(chi - (below - 1))).toBeLessThan(5 * Math.sqrt(2 * below));
    }
  });

  // The lowest bit of the generator is a linear recurrence of order 128 over GF(2): the rank of a
  // large matrix of such bits is 128 at most. That of random bits is within a few of its size.
  test.each([2, 4, 2 ** 31, 2 ** 33, 2 ** 52])(
    'has a lowest bit below %d that is no linear recurrence',
    (below) => {
      const random = seeded(5);
      const size = 320;
      const rows = draw(size, () => 0).map(() => draw(size, () => random.integer(below) % 2));
      expect(rank(rows)).toBeGreaterThan(size - 10);
    },
  );

  test('may be any number of the range, up to both ends', () => {
    const random = seeded(6);
    for (const below of [2, 3, 5, 8, 17]) {
      const seen = new Set(draw(60 * below, () => random.integer(below)));
      expect([...seen].toSorted((a, b) => a - b)).toEqual(draw(below, () => 0).map((_, i) => i));
    }
  });

  test('reaches beyond 32 bits', () => {
    const random = seeded(4);
    const sample = draw(1000, () => random.integer(Number.MAX_SAFE_INTEGER));
    expect(sample.every((x) => Number.isSafeInteger(x) && x >= 0)).toBe(true);
    expect(distance(sample, (x) => x / Number.MAX_SAFE_INTEGER)).toBeLessThan(UNLIKELY);
  });

  test('needs a limit of at least 1', () => {
    for (const below of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      expect(() => seeded(1).integer(below)).toThrow(
        new ArgumentError('integer', `the limit is ${below}; it must be a whole number from 1 to 2^53 - 1.`),
      );
    }
  });
});

describe('the state of a generator', () => {
  const mixed = (random: Random) => [random.float(), random.normal(), random.uint32(), random.integer(6)];

  test('continues where it was taken, also after it went through JSON', () => {
    const random = seeded(5);
    mixed(random);
    const state = JSON.parse(JSON.stringify(random.state())) as readonly number[];
    const expected = [mixed(random), mixed(random)];
    const other = seeded(6);
    other.restore(state);
    expect([mixed(other), mixed(other)]).toEqual(expected);
    random.restore(state);
    expect([mixed(random), mixed(random)]).toEqual(expected);
  });

  test('is a copy', () => {
    const random = seeded(5);
    const state = random.state();
    const before = [...state];
    random.float();
    expect(state).toEqual(before);
  });

  test('must be one', () => {
    for (const state of [
      [],
      [1, 2, 3],
      [0, 0, 0, 0],
      [1, 2, 3, 0.5],
      [1, 2, 3, 2 ** 31],
      [1, 2, 3, Number.NaN],
    ]) {
      expect(() => seeded(1).restore(state)).toThrow(
        'restore: the state must be what state() gave, 4 signed 32-bit whole numbers that are not all 0.',
      );
    }
  });
});
