import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches } from './batches.js';
import { batchesByLength } from './batches-by-length.js';
import { testRandom } from './testing/test-random.js';

const lengthsOf = fc.array(fc.nat(40), { maxLength: 80 });
/** The steps of a batch, padding included. */
const stepsOf = (lengths: readonly number[], batch: Int32Array): number =>
  Math.max(...Array.from(batch, (i) => lengths[i] as number)) * batch.length;

describe('batches by length', () => {
  test('have each sequence once, and no more than the options say', () => {
    fc.assert(
      fc.property(
        lengthsOf,
        fc.integer({ min: 1, max: 9 }),
        fc.option(fc.integer({ min: 1, max: 100 })),
        fc.option(fc.nat()),
        (lengths, size, maximumSteps, seed) => {
          const made = [
            ...batchesByLength(lengths, {
              size,
              ...(maximumSteps === null ? {} : { maximumSteps }),
              ...(seed === null ? {} : { random: testRandom(seed) }),
              pool: 3,
            }),
          ];
          const named = made.flatMap((batch) => [...batch]).toSorted((a, b) => a - b);
          expect(named).toEqual(lengths.map((_, i) => i));
          for (const batch of made) {
            expect(batch.length).toBeLessThanOrEqual(size);
            const most = batch.length > 1 ? (maximumSteps ?? Infinity) : Infinity;
            expect(stepsOf(lengths, batch)).toBeLessThanOrEqual(most);
          }
        },
      ),
    );
  });

  test('without a generator are in the order of length, and of the list where lengths are equal', () => {
    const made = [...batchesByLength([3, 1, 2, 1, 0], { size: 2 })];
    expect(made).toEqual([Int32Array.of(4, 1), Int32Array.of(3, 2), Int32Array.of(0)]);
  });

  test('need much less padding than batches at random', () => {
    const random = testRandom(11);
    const lengths = Array.from({ length: 4000 }, () => Math.ceil(5 + 200 * random.float() ** 3));
    const symbols = lengths.reduce((sum, length) => sum + length, 0);
    const waste = (made: Iterable<Int32Array>): number =>
      [...made].reduce((sum, batch) => sum + stepsOf(lengths, batch), 0) / symbols - 1;
    expect(waste(batchesByLength(lengths, { size: 32, random }))).toBeLessThan(0.1);
    expect(waste(batches(lengths.length, { size: 32, random }))).toBeGreaterThan(1.5);
  });

  test('come in another order in each epoch, long ones not last', () => {
    const lengths = Array.from({ length: 400 }, (_, i) => i);
    const epochs = batchesByLength(lengths, { size: 10, random: testRandom(2) });
    const [one, other] = [[...epochs], [...epochs]];
    expect(one).not.toEqual(other);
    const means = one.map((batch) => batch.reduce((sum, i) => sum + i, 0) / batch.length);
    expect(means).not.toEqual(means.toSorted((a, b) => a - b));
  });

  test('of no sequences are none', () => {
    expect([...batchesByLength([], { size: 3 })]).toEqual([]);
    expect([...batchesByLength([], { size: 3, random: testRandom(1) })]).toEqual([]);
  });
});
