import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches } from './batches.js';
import { ArgumentError } from './errors.js';
import type { Random } from './random.js';

/** A linear congruential generator (Numerical Recipes), enough for a shuffle in a test. */
function congruential(seed: number): Random {
  let state = seed >>> 0;
  return {
    float() {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    },
  };
}

const samplesAndSize = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }));

describe('batches', () => {
  test('are a permutation of the samples, whatever their number and the size', () => {
    fc.assert(
      fc.property(samplesAndSize, fc.integer(), ([samples, size], seed) => {
        const all = [...batches(samples, { size, random: congruential(seed) })];
        const sorted = all.flatMap((batch) => [...batch]).toSorted((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: samples }, (_, i) => i));
        expect(all.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
        expect(all.length).toBe(Math.ceil(samples / size));
      }),
    );
  });

  test('of a list have its samples, shuffled as their places are', () => {
    const list = [7, 3, 9, 9, 0];
    const places = [...batches(5, { size: 2, random: congruential(4) })];
    const found = batches(list, { size: 2, random: congruential(4) });
    const expected = places.map((batch) => batch.map((place) => list[place] ?? -1));
    expect([...found]).toEqual(expected);
    expect([...found]).not.toEqual(expected);
    expect(list).toEqual([7, 3, 9, 9, 0]);
    expect([...batches(Int32Array.of(4, 2), { size: 3 })]).toEqual([Int32Array.of(4, 2)]);
    expect(() => batches([1, -1], { size: 1 })).toThrow(ArgumentError);
    expect(() => batches([1, 0.5], { size: 1 })).toThrow('batches: ');
  });

  test('come in order without a generator', () => {
    expect([...batches(5, { size: 2 })]).toEqual([
      Int32Array.of(0, 1),
      Int32Array.of(2, 3),
      Int32Array.of(4),
    ]);
  });

  test('are all full where the last short one is dropped', () => {
    expect([...batches(5, { size: 2, dropLast: true })]).toEqual([Int32Array.of(0, 1), Int32Array.of(2, 3)]);
    expect([...batches(1, { size: 2, dropLast: true })]).toEqual([]);
    expect([...batches(4, { size: 2, dropLast: true })].length).toBe(2);
  });

  test('are the same for the same seed, and other ones in the next epoch', () => {
    const once = [...batches(50, { size: 7, random: congruential(1) })];
    const random = congruential(1);
    const epochs = batches(50, { size: 7, random });
    expect([...epochs]).toEqual(once);
    expect([...epochs]).not.toEqual(once);
  });

  test('put every sample in every place equally often', () => {
    const random = congruential(3);
    const rounds = 6000;
    const counts = Array.from({ length: 3 }, () => [0, 0, 0]);
    for (let round = 0; round < rounds; round++) {
      const [batch = []] = batches(3, { size: 3, random });
      batch.forEach((sample, place) => {
        const row = counts[sample] ?? [];
        row[place] = (row[place] ?? 0) + 1;
      });
    }
    // Four deviations of 36.
    for (const count of counts.flat()) expect(Math.abs(count - rounds / 3)).toBeLessThan(150);
  });

  test('refuse what cannot be counted, before the first is taken', () => {
    for (const [samples, size] of [
      [-1, 2],
      [1.5, 2],
      [5, 0],
      [5, 2.5],
      [5, Number.NaN],
    ] as const) {
      expect(() => batches(samples, { size })).toThrow(ArgumentError);
    }
    expect(() => batches(5, { size: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: batches: 5 samples in batches of 0 were asked for; the samples must be an integer from 0 up, the size an integer from 1 up.]`,
    );
  });
});
