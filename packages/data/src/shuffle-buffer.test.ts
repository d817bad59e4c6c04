import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, FormatError } from './errors.js';
import { ShuffleBuffer, type ShuffleBufferState } from './shuffle-buffer.js';
import { testRandom } from './testing/test-random.js';

const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i);
/** A generator that can be asked how often it was drawn from, and that skips as many draws. */
const counted = (seed: number, skip = 0) => {
  const random = testRandom(seed);
  const self = { drawn: 0, float: () => (self.drawn++, random.float()) };
  while (self.drawn < skip) self.float();
  return self;
};

describe('a shuffle buffer', () => {
  test('gives each item once, none earlier than its size allows', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.nat(), (length, size, seed) => {
        const given = [
          ...new ShuffleBuffer<number>({ size, random: testRandom(seed) }).shuffle(numbers(length)),
        ];
        expect(given.toSorted((a, b) => a - b)).toEqual(numbers(length));
        for (const [place, item] of given.entries()) expect(place).toBeGreaterThanOrEqual(item - (size - 1));
      }),
    );
  });

  test('of one item gives all as they come', () => {
    expect([...new ShuffleBuffer<number>({ size: 1, random: testRandom(1) }).shuffle(numbers(9))]).toEqual(
      numbers(9),
    );
  });

  test('as large as the stream makes every order equally likely', () => {
    const random = testRandom(7);
    const counts = new Map<string, number>();
    const runs = 6000;
    for (let i = 0; i < runs; i++) {
      const order = [...new ShuffleBuffer<number>({ size: 3, random }).shuffle([0, 1, 2])].join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - runs / 6) ** 2 / (runs / 6), 0);
    expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, 0.1 %
  });

  test('that is restored after any item gives the others in the same order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        (length, size, cut) => {
          const source = numbers(length);
          const whole = [...new ShuffleBuffer<number>({ size, random: counted(3) }).shuffle(source)];

          const random = counted(3);
          const first = new ShuffleBuffer<number>({ size, random });
          const given: number[] = [];
          for (const item of first.shuffle(source)) {
            given.push(item);
            if (given.length > cut % length) break;
          }
          const saved = JSON.stringify(first.state());
          const second = new ShuffleBuffer<number>({ size, random: counted(3, random.drawn) });
          second.restore(JSON.parse(saved) as ShuffleBufferState<number>);
          expect(second.taken).toBe(first.taken);
          expect([...given, ...second.shuffle(source.slice(second.taken))]).toEqual(whole);
        },
      ),
    );
  });

  test('gives the same of items that arrive one by one', async () => {
    async function* arriving() {
      yield* numbers(30);
    }
    const expected = [...new ShuffleBuffer<number>({ size: 8, random: testRandom(5) }).shuffle(numbers(30))];
    for (const source of [arriving(), numbers(30)]) {
      const given: number[] = [];
      const buffer = new ShuffleBuffer<number>({ size: 8, random: testRandom(5) });
      for await (const item of buffer.shuffleAsync(source)) given.push(item);
      expect(given).toEqual(expected);
    }
  });

  test('holds no more than its size, and an undefined item is one, too', () => {
    const buffer = new ShuffleBuffer<undefined>({ size: 4, random: testRandom(1) });
    let given = 0;
    for (const item of buffer.shuffle(Array.from({ length: 9 }, () => undefined))) {
      expect(item).toBeUndefined();
      given++;
      expect(buffer.state().items.length).toBeLessThan(4);
    }
    expect(given).toBe(9);
  });

  test('refuses a state that is none, and stays what it was', () => {
    const buffer = new ShuffleBuffer<number>({ size: 2, random: testRandom(1) });
    buffer.restore({ taken: 3, items: [7] });
    const wrong: unknown[] = [
      null,
      undefined,
      5,
      {},
      { taken: -1, items: [] },
      { taken: 2, items: 'ab' },
      { taken: 9, items: [1, 2, 3] },
      { taken: 0, items: [1] },
    ];
    for (const state of wrong) {
      expect(() => buffer.restore(state as ShuffleBufferState<number>)).toThrow(FormatError);
    }
    expect(buffer.state()).toEqual({ taken: 3, items: [7] });
  });

  test('refuses what is no stream when it is asked for, not when it is read', () => {
    const buffer = new ShuffleBuffer<number>({ size: 2, random: testRandom(1) });
    expect(() => buffer.shuffle(5 as never)).toThrow(ArgumentError);
    expect(() => buffer.shuffleAsync(5 as never)).toThrow(ArgumentError);
  });
});
