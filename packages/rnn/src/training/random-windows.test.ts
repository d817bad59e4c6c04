import { crossEntropy, seeded } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { Observer } from '../testing/observer.js';
import { randomWindows } from './random-windows.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate } from './validate.js';

const lengthsOf = (count: number, seed: number, options = {}) => {
  const k1 = randomWindows(70, { random: seeded(seed), ...options });
  return Array.from({ length: count }, (_, update) => k1(update));
};

describe('random windows', () => {
  test('are about as long as the base, and sometimes half of that', () => {
    const lengths = lengthsOf(20_000, 1);
    const short = lengths.filter((length) => length < 52);
    expectClose(short.length / lengths.length, 0.05, { absolute: 0.005 });
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
    const long = lengths.filter((length) => length >= 52);
    expectClose([mean(long), mean(short)], [69.5, 34.5], { absolute: 0.5 }); // cut off to whole steps
    const deviation = Math.sqrt(mean(long.map((length) => (length - mean(long)) ** 2)));
    expectClose(deviation, 5, { absolute: 0.1 });
  });

  test('have the length that belongs to the number of the update, in whatever order it is asked', () => {
    const forwards = lengthsOf(50, 3);
    const k1 = randomWindows(70, { random: seeded(3) });
    const backwards = Array.from({ length: 50 }, (_, i) => k1(49 - i)).toReversed();
    expect(backwards).toEqual(forwards);
    expect(lengthsOf(50, 4)).not.toEqual(forwards);
  });

  test('are never shorter than the least', () => {
    expect(Math.min(...lengthsOf(500, 1, { deviation: 60 }))).toBe(5);
    expect(Math.min(...lengthsOf(500, 1, { deviation: 60, least: 12 }))).toBe(12);
    const k1 = randomWindows(3, { random: seeded(1) });
    expect(Math.min(...Array.from({ length: 100 }, (_, update) => k1(update)))).toBe(2);
    expect(new Set(lengthsOf(100, 1, { deviation: 0, probability: 1 }))).toEqual(new Set([70]));
  });

  test('refuse options without meaning', () => {
    expect(() => lengthsOf(1, 1, { probability: 1.5 })).toThrow(
      'randomWindows: probability is 1.5; it must be a finite number of at least 0 and of at most 1.',
    );
    expect(() => lengthsOf(1, 1, { deviation: -1 })).toThrow(
      'deviation is -1; it must be a finite number of at least 0.',
    );
    expect(() => lengthsOf(1, 1, { least: 0.5 })).toThrow('least is 0.5');
    expect(() => randomWindows(Number.NaN, { random: seeded(1) })).toThrow('the base is NaN');
  });
});

const ids = Int32Array.from({ length: 121 }, (_, i) => (i * i + 3 * i) % 7);
const stream = new Lanes(ids, { lanes: 2 }); // 60 steps
const languageModel = () => new CharLM(7, { hidden: 5, random: seeded(3) });
const k1 = (update: number): number => [4, 9, 1, 6][update % 4] ?? 0;

describe('training in windows whose lengths change', () => {
  const train = ({ steps = 0, ...options }: { k2?: number; accumulate?: number; steps?: number }) => {
    const model = languageModel();
    const optimizer = new Observer(model, steps);
    const updates = [...truncatedBPTT(model, stream, { k1, loss: crossEntropy, ...options, optimizer })];
    const spans = updates.map(({ position: { from, start, end } }) => [from, start, end]);
    return { model, updates, spans, gradients: optimizer.gradients };
  };

  test('cuts each window to the length of its update', () => {
    const { spans } = train({});
    expect(spans.slice(0, 5)).toEqual([
      [0, 0, 4],
      [4, 4, 13],
      [13, 13, 14],
      [14, 14, 20],
      [20, 20, 24],
    ]);
    expect(spans.at(-1)).toEqual([54, 54, 60]);
  });

  test('looks back k2 steps, or as many as the window has', () => {
    expect(train({ k2: 5 }).spans.slice(0, 5)).toEqual([
      [0, 0, 4],
      [4, 4, 13],
      [9, 13, 14],
      [14, 14, 20],
      [19, 20, 24],
    ]);
  });

  test('numbers its updates from where the optimizer stands', () => {
    expect(train({ steps: 1 }).spans.slice(0, 2)).toEqual([
      [0, 0, 9],
      [9, 9, 10],
    ]);
  });

  test('gives all windows of an update its length', () => {
    expect(train({ accumulate: 2 }).spans.slice(0, 4)).toEqual([
      [0, 0, 8],
      [8, 8, 26],
      [26, 26, 28],
      [28, 28, 40],
    ]);
  });

  test.each([
    [1, 1],
    [5, 1],
    [11, 3],
    [Number.POSITIVE_INFINITY, 1],
    [Number.POSITIVE_INFINITY, 4],
  ])('carries the state that belongs to each window (k2 = %d, %d windows in an update)', (k2, accumulate) => {
    const { model, updates } = train({ k2, accumulate });
    const whole = validate(model, stream, { window: 60, loss: crossEntropy });
    const sum = updates.reduce((total, { loss, count }) => total + loss * count, 0);
    expectClose(sum, whole.loss * whole.count, { relative: 1e-5 });
    expect(updates.reduce((total, { count }) => total + count, 0)).toBe(whole.count);
  });

  test('back to the start of the stream gives the whole gradient, however it is cut', () => {
    const { model, gradients } = train({ k2: Number.POSITIVE_INFINITY });
    const inOne = new Observer(model);
    for (const _ of truncatedBPTT(model, stream, { k1: 60, loss: crossEntropy, optimizer: inOne }));
    for (const [path, expected] of Object.entries(inOne.gradients[0] ?? {})) {
      // Each window is weighed by k1 steps, not by the 60 of the stream.
      const sum = (expected ?? new Float32Array()).map((_, i) =>
        gradients.reduce((total, each, update) => total + ((each[path]?.[i] ?? 0) * k1(update)) / 60, 0),
      );
      expectClose(sum, expected ?? [], { relative: 1e-4, absolute: 1e-6, name: path });
    }
  });

  test('refuses a length that makes no sense at the update that has it', () => {
    const model = languageModel();
    const lengths = (update: number) => 4 - update;
    const options = { k1: lengths, loss: crossEntropy, optimizer: new Observer(model) };
    expect(() => [...truncatedBPTT(model, stream, options)]).toThrow(
      'truncatedBPTT: k1 of update 4 is 0; it must be a whole number of steps of at least 1.',
    );
    expect(() => truncatedBPTT(model, stream, { ...options, k2: 0 }).next()).toThrow(
      'k2 is 0; it must be a whole number of steps of at least 1, or Infinity',
    );
  });
});
