import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Circumstances, chooseSettings, type UnchosenSettings, USUAL_WORK } from './choose-settings.js';
import { cellNames } from './settings.js';

const base: UnchosenSettings = {
  algorithm: 'tbptt',
  cell: 'lstm',
  layers: 1,
  tied: false,
  budget: { minutes: 1 },
  seed: 1,
  validation: 0.1,
  strict: false,
  wide: false,
  threads: 1,
};

const choose = (circumstances: Partial<Circumstances>, given: Partial<UnchosenSettings> = {}) =>
  chooseSettings({ ...base, ...given }, { characters: 9e5, symbols: 80, work: USUAL_WORK, ...circumstances });

/** A number between two powers of ten, each magnitude as likely. */
const magnitude = (least: number, most: number) =>
  fc.double({ min: least, max: most, noNaN: true }).map((exponent) => Math.round(10 ** exponent));
const characters = magnitude(1, 10);
const work = magnitude(6, 18);

/** A trial of `pnpm learn charlm`. */
interface Trial {
  readonly characters: number;
  readonly work: number;
  readonly heldOutBits: number;
  readonly hidden: number;
  readonly embedding: number;
  readonly batch: number;
  readonly window: number;
  readonly dropout: number;
  readonly learningRate: number;
}

const file = new URL('../../../../bench/learning/charlm.json', import.meta.url);
const trials = JSON.parse(readFileSync(file, 'utf8')) as readonly Trial[];

describe('what is chosen is the best of the trials', () => {
  const best = (characters: number, work: number): Trial =>
    trials
      .filter((trial) => trial.characters === characters && trial.work === work)
      .toSorted((a, b) => a.heldOutBits - b.heldOutBits)[0] as Trial;

  test.each([3.2e12, 1.4e13])('for a megabyte and %d multiplications', (work) => {
    const { hidden, embedding, batch, window, dropout, learningRate } = best(1e6, work);
    expect(choose({ characters: 9e5, symbols: 89, work })).toMatchObject({
      hidden,
      embedding,
      batch,
      window,
      dropout,
      learningRate,
    });
  });

  test.each([1e4, 1e5])('for %d characters: the units and the dropout', (characters) => {
    const { hidden, dropout } = best(characters, 3.2e12);
    const chosen = choose({ characters: 0.9 * characters, symbols: 70, work: 3.2e12 });
    expect(chosen.hidden).toBe(hidden);
    expect(Math.abs(chosen.dropout - dropout)).toBeLessThanOrEqual(0.1);
  });
});

describe('more', () => {
  test('work makes no network smaller and drops no fewer units', () => {
    fc.assert(
      fc.property(characters, work, work, (n, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((w) =>
          choose({ characters: n, work: w }),
        ) as [ReturnType<typeof choose>, ReturnType<typeof choose>];
        expect(more.hidden).toBeGreaterThanOrEqual(less.hidden);
        if (n < 1e6) return; // a short text has no room for larger updates
        expect(more.batch * more.window).toBeGreaterThanOrEqual(less.batch * less.window);
        expect(more.dropout).toBeGreaterThanOrEqual(less.dropout);
        expect(more.learningRate).toBeLessThanOrEqual(less.learningRate);
      }),
    );
  });

  test('characters make no network smaller, and drop no more units', () => {
    fc.assert(
      fc.property(characters, characters, work, (one, other, w) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)].map((n) =>
          choose({ characters: n, work: w }),
        ) as [ReturnType<typeof choose>, ReturnType<typeof choose>];
        expect(long.hidden).toBeGreaterThanOrEqual(short.hidden);
        expect(long.dropout).toBeLessThanOrEqual(short.dropout);
      }),
    );
  });
});

test('a text has room for what is chosen, however short it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 10_000 }), work, (n, w) => {
      const { batch, window } = choose({ characters: n, work: w });
      expect(batch * window + 1).toBeLessThanOrEqual(n);
    }),
  );
});

test('what is given stays as it is, and the rest is chosen for it', () => {
  const given = { hidden: 100, batch: 3, window: 10, dropout: 0, learningRate: 0.02 } as const;
  expect(choose({ work: 1e15 }, given)).toMatchObject(given);
  const more = { schedule: 'linear', decay: 0.5, clip: 3, weightDecay: 0, embedding: 7 } as const;
  expect(choose({}, more)).toMatchObject(more);
  expect(choose({}, { embedding: 0 })).not.toHaveProperty('embedding');
  // A larger network reads less in the same time, and needs a smaller rate.
  const [small, large] = [choose({ work: 1e13 }, { hidden: 128 }), choose({ work: 1e13 }, { hidden: 1024 })];
  expect(large.dropout).toBeLessThan(small.dropout);
  expect(large.learningRate).toBeLessThan(small.learningRate);
});

test('time for more passes than teach anything makes the rate smaller', () => {
  const rates = [1e10, 1e13, 1e14].map((w) => choose({ characters: 9000, work: w }).learningRate);
  expect(rates[1]).toBeLessThan(0.2 * (rates[0] ?? 0));
  expect(rates[2]).toBeLessThan(0.2 * (rates[1] ?? 0));
});

test('several processes have a lane each', () => {
  const text = { characters: 9e5, symbols: 80, work: 1e11 };
  expect(chooseSettings(base, text, 12).batch).toBe(12);
  expect(chooseSettings({ ...base, batch: 3 }, text, 12).batch).toBe(3); // which is refused, as it was given
});

test('a tied head fits', () => {
  expect(choose({}, { tied: true, embedding: 48 })).toMatchObject({ hidden: 48, embedding: 48 });
  const { hidden, embedding } = choose({}, { tied: true });
  expect(embedding).toBe(hidden);
  expect(choose({}, { tied: true, layers: 2, embedding: 48 }).embedding).toBe(48);
});

test('simpler cells have smaller rates', () => {
  const rates = cellNames.map((cell) => choose({}, { cell }).learningRate);
  expect(rates.toSorted((a, b) => b - a)).toEqual(rates);
  expect(new Set(rates).size).toBe(3);
});

test('dropout follows from the updates, if they are given', () => {
  const few = choose({ updates: 100 });
  const many = choose({ updates: 2e5 });
  expect({ ...many, dropout: few.dropout }).toEqual(few);
  expect(few.dropout).toBe(0);
  expect(many.dropout).toBeGreaterThan(0.3);
});
