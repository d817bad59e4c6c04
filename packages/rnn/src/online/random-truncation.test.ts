import { ArgumentError, differentiate, meanSquaredError, seeded } from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { LSTM } from '../cells/lstm.js';
import { RNN } from '../cells/rnn.js';
import { Stack } from '../stack.js';
import { expectUnbiased } from '../testing/expect-unbiased.js';
import { GradientCollector, gradientOf } from '../testing/gradient-collector.js';
import { normalTensor, streamOver } from '../testing/random-stream.js';
import { slidingWindowBPTT } from '../training/sliding-window-bptt.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { byteBudget } from './byte-budget.js';
import { randomTruncation } from './random-truncation.js';

const loss = meanSquaredError;

describe('random truncation', () => {
  test.each([
    ['step by step', 1],
    ['in segments', 3],
  ])('gives the exact gradient in the mean over 4,000 draws, %s', (_, segment) => {
    doubleEngine().run(() => {
      const random = seeded(5);
      const T = 12;
      const inputs = normalTensor([T, 2, 2], random);
      const targets = normalTensor([T, 2, 3], random);
      const model = new RNN(2, 3, { random });
      differentiate(model, () => loss(model.unroll(inputs).outputs, targets));
      const meanLength = 4;
      const exact = gradientOf(model).map((x) => (x * T) / meanLength);
      const stream = streamOver(inputs, targets);
      const optimizer = new GradientCollector(model);
      const variance = expectUnbiased(
        4000,
        () => {
          optimizer.reset();
          const k1 = randomTruncation({ random, meanLength, segment });
          for (const _ of truncatedBPTT(model, stream, { k1, optimizer, loss }));
          return optimizer.total;
        },
        exact,
      );
      expect(variance).toBeGreaterThan(0); // it did cut

      // The same cuts without compensation are biased: the test above can fail.
      optimizer.reset();
      for (const _ of truncatedBPTT(model, stream, { k1: segment, optimizer, loss }));
      const biased = optimizer.total.map((x) => (x * segment) / meanLength);
      expect(Math.max(...biased.map((x, i) => Math.abs(x - (exact[i] ?? 0))))).toBeGreaterThan(0.01);
    });
  });

  test('the lengths have the wanted mean, are whole segments, and follow from the update alone', () => {
    const schedule = randomTruncation({ random: seeded(1), meanLength: 30, segment: 5 });
    const lengths = Array.from({ length: 20_000 }, (_, update) => schedule(update));
    expect(lengths.every((length) => length % 5 === 0)).toBe(true);
    expectClose(lengths.reduce((sum, length) => sum + length, 0) / 20_000, 30, { relative: 0.05 });
    expect(Array.from({ length: 50 }, (_, i) => schedule(49 - i)).toReversed()).toEqual(lengths.slice(0, 50));
    const capped = randomTruncation({ random: seeded(1), meanLength: 30, most: 33 });
    expect(Math.max(...Array.from({ length: 500 }, (_, update) => capped(update)))).toBe(33);
  });

  test('a window that is not cut has the gradient of back-propagation times its compensations', () => {
    doubleEngine().run(() => {
      // One loss, at the end: each step back multiplies the gradient of the state.
      const random = seeded(2);
      const model = new Stack([new LSTM(2, 3, { random }), new LSTM(3, 2, { random })]);
      const compensated = randomTruncation({ random, meanLength: 1e9 }).over(model);
      const inputs = normalTensor([6, 2, 2], random);
      const targets = normalTensor([6, 2, 2], random);
      const resets = { shape: [6, 2], data: Int32Array.of(0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0) };
      const lanes = { lengths: [6, 4], resets };
      const gradientThrough = (unrollable: typeof compensated) => {
        const { loss: value } = differentiate(model, () => ({
          loss: loss(unrollable.unroll(inputs, undefined, lanes).outputs, targets),
        }));
        return [value, ...gradientOf(model)];
      };
      const plain = gradientThrough(model);
      gradientThrough(compensated).forEach((x, i) => expectClose(x, plain[i] ?? 0, { relative: 1e-7 }));
    });
  });

  test('every loss has the same weight, and the loss that is reported is the mean', () => {
    const random = seeded(3);
    const model = new RNN(1, 2, { random });
    const inputs = normalTensor([50, 1, 1], random);
    const targets = normalTensor([50, 1, 2], random);
    const optimizer = new GradientCollector(model);
    let sum = 0;
    const k1 = randomTruncation({ random, meanLength: 4 });
    for (const update of truncatedBPTT(model, streamOver(inputs, targets), { k1, optimizer, loss })) {
      sum += update.loss * update.count;
    }
    expectClose(sum / 50, loss(model.unroll(inputs).outputs, targets).item(), { relative: 1e-5 });
  });

  test('refuses windows that overlap, and windows in segments of a budget', () => {
    const random = seeded(3);
    const model = new RNN(1, 2, { random });
    const stream = streamOver(normalTensor([9, 1, 1], random), normalTensor([9, 1, 2], random));
    const optimizer = new GradientCollector(model);
    const k1 = randomTruncation({ random, meanLength: 4 });
    for (const train of [truncatedBPTT, slidingWindowBPTT]) {
      expect(() => [...train(model, stream, { k1, k2: 4, optimizer, loss })]).toThrow(ArgumentError);
    }
    const memory = byteBudget(2 ** 24);
    expect(() => [...truncatedBPTT(model, stream, { k1, memory, optimizer, loss })]).toThrow(
      /use one of them/,
    );
  });
});
