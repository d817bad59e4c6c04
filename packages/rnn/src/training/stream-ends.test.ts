/** Windows that are longer than the stream, and streams without end. */
import { crossEntropy, indices, seeded } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { Observer } from '../testing/observer.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { Stream } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate, validation } from './validate.js';

const ids = Int32Array.from({ length: 101 }, (_, i) => (i * i + 3 * i) % 7);
const lanes = new Lanes(ids, { lanes: 2 }); // 50 steps
const languageModel = () => new CharLM(7, { hidden: 6, random: seeded(3) });

/** Symbols for ever. */
const endless: Stream = {
  lanes: 1,
  length: Number.POSITIVE_INFINITY,
  window: (start, n) => {
    const symbols = (from: number) =>
      indices(
        [n, 1],
        Array.from({ length: n }, (_, t) => ((from + t) * 3) % 7),
      );
    return { inputs: symbols(start), targets: symbols(start + 1), count: n };
  },
};

describe('a window longer than the stream', () => {
  const gradientsOf = (k1: number, k2?: number, burnIn = 0) => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const options = { k1, ...(k2 !== undefined && { k2 }), burnIn, optimizer, loss: crossEntropy };
    return { updates: [...truncatedBPTT(model, lanes, options)], gradients: optimizer.gradients };
  };

  test.each([51, 500, 50_000, 2 ** 53 - 1, Number.POSITIVE_INFINITY])(
    'is cut to the stream: k1 = %d is the whole gradient',
    (k1) => {
      const [whole, cut] = [gradientsOf(50), gradientsOf(k1)];
      expect(cut.updates.map(({ loss, count, position }) => [loss, count, position])).toEqual(
        whole.updates.map(({ loss, count, position }) => [loss, count, position]),
      );
      expect(cut.gradients).toEqual(whole.gradients);
      expect(gradientsOf(k1, Number.POSITIVE_INFINITY).gradients).toEqual(whole.gradients);
    },
  );

  test('is cut to the steps behind the burn-in', () => {
    expect(gradientsOf(Number.POSITIVE_INFINITY, undefined, 20).gradients).toEqual(
      gradientsOf(30, undefined, 20).gradients,
    );
  });

  test('is cut where it comes from a schedule', () => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const options = { k1: () => 1e6, optimizer, loss: crossEntropy };
    for (const _ of truncatedBPTT(model, lanes, options));
    expect(optimizer.gradients).toEqual(gradientsOf(50).gradients);
  });

  test.each([
    [10, 5],
    [10, 1e9],
    [20, 1e9],
    [7, 1e9],
    [50, 1e9],
  ])('is no longer than an epoch where it accumulates: k1 = %d, accumulate = %d', (k1, accumulate) => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const options = { k1, k2: 50, accumulate, optimizer, loss: crossEntropy };
    const updates = [...truncatedBPTT(model, lanes, options)];
    expect(updates.map(({ count, position: { end } }) => [count, end])).toEqual([[100, 50]]);
    const [whole] = gradientsOf(50).gradients;
    for (const [path, expected] of Object.entries(whole ?? {})) {
      expectClose(optimizer.gradients[0]?.[path] ?? [], expected ?? [], {
        name: path,
        relative: 1e-5,
        absolute: 1e-6,
      });
    }
  });

  test('that slides has shares of the stream', () => {
    const of = (k2: number) => {
      const model = languageModel();
      const optimizer = new Observer(model);
      for (const _ of slidingWindowBPTT(model, lanes, { k1: 25, k2, optimizer, loss: crossEntropy }));
      return optimizer.gradients;
    };
    const [long, whole] = [of(5000), of(50)];
    for (const [update, gradients] of whole.entries()) {
      for (const [path, expected] of Object.entries(gradients)) {
        expectClose(long[update]?.[path] ?? [], expected ?? [], { name: path });
      }
    }
  });
});

describe('a stream without end', () => {
  test('is trained on until the loop ends', () => {
    const model = languageModel();
    const ends: number[] = [];
    const options = { k1: 5, k2: 10, optimizer: new Observer(model), loss: crossEntropy };
    for (const { position } of truncatedBPTT(model, endless, options)) {
      ends.push(position.end);
      if (ends.length === 4) break;
    }
    expect(ends).toEqual([5, 10, 15, 20]);
  });

  test('has no whole window', () => {
    const options = { k1: Number.POSITIVE_INFINITY, optimizer: new Observer({}), loss: crossEntropy };
    expect(() => truncatedBPTT(languageModel(), endless, options)).toThrow(
      'truncatedBPTT: k1 is Infinity, and the stream has no end either; give a whole number of steps.',
    );
  });

  test('is validated over a number of steps', () => {
    const model = languageModel();
    expect(() => validate(model, endless, { window: 4, loss: crossEntropy })).toThrow(
      'validate: the stream has no end (length: Infinity); say how many steps are read, such as steps: 1000.',
    );
    const some = validate(model, endless, { window: 4, loss: crossEntropy, burnIn: 3, steps: 10 });
    expect([some.count, some.end]).toEqual([10, 13]);
    const whole = validate(model, endless, {
      window: Number.POSITIVE_INFINITY,
      loss: crossEntropy,
      steps: 13,
    });
    const first = validate(model, endless, { window: 4, loss: crossEntropy, steps: 3 });
    expectClose(some.loss * 10, whole.loss * 13 - first.loss * 3, { relative: 1e-5 });
  });
});

test('a stream that learns where it ends is read to that step, in every epoch', () => {
  const model = languageModel();
  let known = Number.POSITIVE_INFINITY;
  const late: Stream = {
    lanes: 1,
    get length() {
      return known;
    },
    window(start, n) {
      if (start + n >= 30) known = 37;
      return endless.window(start, n);
    },
  };
  const options = { k1: 10, k2: 15, optimizer: new Observer(model), loss: crossEntropy, epochs: 2 };
  const ends = [...truncatedBPTT(model, late, options)].map(({ position }) => [position.start, position.end]);
  const epoch = [
    [0, 10],
    [10, 20],
    [20, 30],
    [30, 37],
  ];
  expect(ends).toEqual([...epoch, ...epoch]);
});

test('epochs may be endless', () => {
  const model = languageModel();
  const options = { k1: 50, optimizer: new Observer(model), loss: crossEntropy };
  const epochs: number[] = [];
  for (const { position } of truncatedBPTT(model, lanes, { ...options, epochs: Number.POSITIVE_INFINITY })) {
    epochs.push(position.epoch);
    if (epochs.length === 3) break;
  }
  expect(epochs).toEqual([0, 1, 2]);
});

test('a validation yields the mean so far after each window, and the last is the whole', () => {
  const model = languageModel();
  const parts = [...validation(model, lanes, { window: 20, loss: crossEntropy })];
  expect(parts.map(({ end, count }) => [end, count])).toEqual([
    [20, 40],
    [40, 80],
    [50, 100],
  ]);
  expect(parts.at(-1)?.loss).toBe(validate(model, lanes, { window: 20, loss: crossEntropy }).loss);
  const first = validate(model, lanes, { window: 20, loss: crossEntropy, steps: 20 });
  expect(parts[0]?.loss).toBe(first.loss);
  expect(() => validate(model, lanes, { window: 20, loss: crossEntropy, steps: 51 })).toThrow(
    'validate: steps is 51; it must be a whole number of at least 1 and of at most 50.',
  );
});
