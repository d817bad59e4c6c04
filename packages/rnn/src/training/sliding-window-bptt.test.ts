import {
  crossEntropy,
  differentiate,
  type Indices,
  mean,
  seeded,
  sum,
  type Tensor,
  zeros,
} from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { LinearRecurrence } from '../testing/linear-recurrence.js';
import { gradientsOf, Observer } from '../testing/observer.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { Stream } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';

/** Steps that know their numbers. */
function numbered(length: number): Stream<Tensor, readonly number[]> {
  return {
    lanes: 1,
    length,
    window: (start, steps) => {
      const T = Math.min(steps, length - start);
      return { inputs: zeros([T, 1, 1]), targets: Array.from({ length: T }, (_, t) => start + t), count: T };
    },
  };
}

/** How often each step's loss is taken. */
function timesCounted(train: typeof slidingWindowBPTT, length: number, k1: number, k2: number): number[] {
  const model = new LinearRecurrence(0.5, 1);
  const counts = Array.from({ length }, () => 0);
  const loss = (outputs: Tensor, steps: readonly number[]): Tensor => {
    for (const t of steps) counts[t] = (counts[t] ?? 0) + 1;
    return mean(outputs);
  };
  for (const _ of train(model, numbered(length), { k1, k2, loss, optimizer: new Observer(model) }));
  return counts;
}

describe('a sliding window', () => {
  test('takes each loss k2 / k1 times, where truncated back-propagation takes it once', () => {
    expect(timesCounted(slidingWindowBPTT, 12, 2, 6)).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 1, 1]);
    expect(timesCounted(slidingWindowBPTT, 9, 1, 3)).toEqual([3, 3, 3, 3, 3, 3, 3, 2, 1]);
    expect(timesCounted(slidingWindowBPTT, 10, 3, 4)).toEqual([1, 1, 2, 1, 1, 2, 1, 1, 2, 1]);
    expect(timesCounted(truncatedBPTT, 12, 2, 6)).toEqual(Array.from({ length: 12 }, () => 1));
  });

  test('of h_t = w h_{t-1} has the derivatives of all outputs in it', () => {
    const [w, h0] = [0.5, 1];
    const model = new LinearRecurrence(w, h0);
    const optimizer = new Observer(model);
    const options = { k1: 1, k2: 3, loss: (h: Tensor) => sum(h), optimizer, weightByLength: false };
    for (const _ of slidingWindowBPTT(model, numbered(5), options));
    // From the state h before the window: d/dw (w h + w² h + w³ h).
    const whole = (h: number) => h + 2 * w * h + 3 * w ** 2 * h;
    expectClose(
      optimizer.gradients.map(({ w: dw }) => dw?.[0] ?? Number.NaN),
      [h0, h0 + 2 * w * h0, whole(h0), whole(w * h0), whole(w ** 2 * h0)],
    );
  });

  const ids = Int32Array.from({ length: 53 }, (_, i) => (i * i + 3 * i) % 7);
  const stream = new Lanes(ids, { lanes: 4 }); // 13 steps
  const summed = (outputs: Tensor, targets: Indices): Tensor =>
    crossEntropy(outputs, targets, { reduction: 'sum' });
  const languageModel = () => new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });

  test.each([
    [1, 4],
    [2, 5],
    [3, 6],
    [4, 13],
  ])('of a language model has the gradient of all losses in it (k1 = %d, k2 = %d)', (k1, k2) => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const options = { k1, k2, optimizer, loss: summed, weightByLength: false };
    const updates = [...slidingWindowBPTT(model, stream, options)];
    for (const { position, loss } of updates) {
      const { step, from, start, end } = position;
      expect([from, start]).toEqual([start, Math.max(0, k1 * (step + 1) - k2)]);
      const before = model.initialState(4);
      const state = from === 0 ? before : model.unroll(stream.window(0, from).inputs, before).state;
      const { inputs, targets } = stream.window(from, end - from);
      const expected = differentiate(model, () => summed(model.unroll(inputs, state).outputs, targets));
      expectClose(loss, expected.loss, { relative: 1e-5 });
      for (const [path, gradient] of Object.entries(gradientsOf(model))) {
        const observed = optimizer.gradients[step]?.[path] ?? [];
        expectClose(observed, gradient ?? [], { absolute: 1e-5, relative: 1e-4, name: path });
      }
    }
  });

  test('as long as its stride is the common chunked form, bit for bit', () => {
    const gradients = [slidingWindowBPTT, truncatedBPTT].map((train) => {
      const model = languageModel();
      const optimizer = new Observer(model);
      for (const _ of train(model, stream, { k1: 4, k2: 4, loss: crossEntropy, optimizer }));
      return optimizer.gradients;
    });
    expect(gradients[0]).toEqual(gradients[1]);
  });

  test('must have an end', () => {
    const model = languageModel();
    const options = { k1: 3, loss: crossEntropy, optimizer: new Observer(model) };
    expect(() =>
      slidingWindowBPTT(model, stream, { ...options, k2: Number.POSITIVE_INFINITY }).next(),
    ).toThrow('slidingWindowBPTT: k2 is Infinity; the window that slides must have an end');
    expect(() => slidingWindowBPTT(model, stream, { ...options, k2: 2 }).next()).toThrow(
      'slidingWindowBPTT: k2 is 2; it must be a whole number of steps of at least k1 = 3',
    );
  });
});
