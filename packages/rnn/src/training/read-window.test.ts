import { ArgumentError, crossEntropy, type Indices, indices, seeded, type Tensor, zeros } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { gradientByLag, suggestWindow, truncationError } from '../index.js';
import { CharLM } from '../models/char-lm.js';
import { Observer } from '../testing/observer.js';
import { truncatedGradcheck } from '../testing.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { Stream, StreamWindow } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate, validation } from './validate.js';

const model = new CharLM(4, { hidden: 4, random: seeded(1) });
const ids = (...shape: number[]): Indices =>
  indices(shape, new Int32Array(shape.reduce((size, length) => size * length, 1)));
const whole = (T: number, B = 1): StreamWindow => ({ inputs: ids(T, B), targets: ids(T, B), count: T * B });

/** A stream of one lane whose windows are those of `make`. */
const streamOf = (make: (start: number, length: number) => unknown, length = 50): Stream => ({
  lanes: 1,
  length,
  window: make as Stream['window'],
});
const optimizer = new Observer(model);
const train = (stream: Stream) => [
  ...truncatedBPTT(model, stream, { k1: 10, optimizer, loss: crossEntropy }),
];
const readers: Readonly<Record<string, (stream: Stream) => unknown>> = {
  truncatedBPTT: train,
  slidingWindowBPTT: (stream) => [
    ...slidingWindowBPTT(model, stream, { k1: 10, k2: 10, optimizer, loss: crossEntropy }),
  ],
  validate: (stream) => validate(model, stream, { window: 10, loss: crossEntropy }),
  validation: (stream) => [...validation(model, stream, { window: 10, loss: crossEntropy })],
};

describe.each(Object.entries(readers))('%s reads windows that are what it requested', (operation, read) => {
  test('and refuses a stream that ends before its length, naming the window', () => {
    const stream = streamOf((start, n) => whole(Math.max(0, Math.min(n, 35 - start))));
    expect(() => read(stream)).toThrow(ArgumentError);
    expect(() => read(stream)).toThrow(
      `${operation}: stream.window(30, 10) gave 5 steps; it must give exactly the 10 requested ones.`,
    );
  });

  test.each<[string, (start: number, n: number) => unknown, string]>([
    ['longer windows', (_, n) => whole(n + 5), 'gave 15 steps'],
    ['no steps', () => whole(0), 'gave 0 steps'],
    ['other lanes', (_, n) => whole(n, 2), 'gave inputs [10, 2], which have 2 lanes; the stream has 1.'],
    ['a promise', async (_, n) => whole(n), 'gave a Promise; a window is { inputs, targets, count }'],
    ['nothing', () => undefined, 'gave undefined; a window is'],
    ['no inputs', (_, n) => ({ targets: ids(n, 1), count: n }), 'gave inputs that are undefined'],
    ['inputs as text', (_, n) => ({ ...whole(n), inputs: 'hello' }), "gave inputs that are 'hello'"],
    [
      'inputs of fractional lengths',
      (_, n) => ({ ...whole(n), inputs: { shape: [2.5, 4], data: new Int32Array(10) } }),
      'gave inputs that are an object',
    ],
    ['inputs without lanes', (_, n) => ({ ...whole(n), inputs: ids(n) }), 'gave inputs that are'],
    ['no targets', (_, n) => ({ inputs: ids(n, 1), count: n }), 'gave no targets'],
    [
      'targets as a promise',
      (_, n) => ({ ...whole(n), targets: Promise.resolve(ids(n, 1)) }),
      'gave targets that are a promise',
    ],
    ['no count', (_, n) => ({ inputs: ids(n, 1), targets: ids(n, 1) }), 'gave the count undefined'],
    ['a count of NaN', (_, n) => ({ ...whole(n), count: Number.NaN }), 'gave the count NaN'],
    ['a fractional count', (_, n) => ({ ...whole(n), count: 2.5 }), 'gave the count 2.5'],
    ['a negative count', (_, n) => ({ ...whole(n), count: -1 }), 'gave the count -1'],
    [
      'a count above T B',
      (_, n) => ({ ...whole(n), count: 11 }),
      'gave the count 11; it must be the number of positions that count, a whole number from 0 to 10, T B.',
    ],
    [
      'a count of ignored targets',
      (_, n) => ({ ...whole(n), targets: indices([n, 1], Array<number>(n).fill(-1).with(0, 1)) }),
      'gave the count 10; it must be the number of positions that count, a whole number from 0 to 1, the targets that are not -1 (IGNORED).',
    ],
  ])('and refuses %s', (_, make, message) => {
    expect(() => read(streamOf(make))).toThrow(ArgumentError);
    expect(() => read(streamOf(make))).toThrow(`stream.window(0, 10) ${message}`);
  });

  test.each<[unknown, string]>([
    [null, 'the stream is null'],
    ['text', "the stream is 'text'"],
    [{ lanes: 1, length: 5 }, 'the stream is an object; it must have lanes, a length and window'],
    [{ ...streamOf(() => whole(1)), lanes: 0 }, 'stream.lanes is 0'],
    [{ ...streamOf(() => whole(1)), lanes: undefined }, 'stream.lanes is undefined'],
    [{ ...streamOf(() => whole(1)), length: 0 }, 'stream.length is 0'],
    [{ ...streamOf(() => whole(1)), length: 2.5 }, 'stream.length is 2.5'],
    [{ ...streamOf(() => whole(1)), length: Number.NaN }, 'stream.length is NaN'],
  ])('and refuses %s as a stream', (stream, message) => {
    expect(() => read(stream as Stream)).toThrow(ArgumentError);
    expect(() => read(stream as Stream)).toThrow(`${operation}: ${message}`);
  });
});

test('windows of a burn-in and of the steps before the counted ones are checked too', () => {
  const stream = streamOf((start, n) => whole(start === 0 ? n + 1 : n));
  const options = { k1: 10, optimizer, loss: crossEntropy, burnIn: 10 };
  expect(() => truncatedBPTT(model, stream, options).next()).toThrow('stream.window(0, 10) gave 11 steps');
  const late = streamOf((start, n) => whole(start === 3 ? n - 1 : n));
  expect(() => [...truncatedBPTT(model, late, { k1: 4, k2: 5, optimizer, loss: crossEntropy })]).toThrow(
    'stream.window(3, 1) gave 0 steps',
  );
});

test('the diagnostics and the truncated gradient check read through the same checks', () => {
  const short = streamOf((_, n) => whole(n - 1));
  const options = { k1: 2, loss: crossEntropy };
  expect(() => gradientByLag(model, short, { loss: crossEntropy })).toThrow('gradientByLag: stream.window(');
  expect(() => truncationError(model, short, { ...options, k2: 4 })).toThrow('gave 0 steps');
  expect(() => suggestWindow(model, short, { ...options, bias: 0.1 })).toThrow(
    'suggestWindow: stream.window(',
  );
  expect(() => truncatedGradcheck(model, short, { ...options, k2: 4 })).toThrow(
    'truncatedGradcheck: stream.window(',
  );
});

test('only steps of the stream are requested', () => {
  const lanes = new Lanes(new Int32Array(24), { lanes: 1 });
  const requested: number[] = [];
  const stream: Stream = {
    lanes: 1,
    length: 23,
    window(start, length) {
      requested.push(start + length);
      return lanes.window(start, length);
    },
  };
  train(stream);
  validate(model, stream, { window: 10, loss: crossEntropy, burnIn: 4 });
  expect(Math.max(...requested)).toBe(23);
});

test('targets may be undefined for a loss that has none', () => {
  const stream: Stream<Tensor, undefined> = {
    lanes: 2,
    length: 3,
    window: (_, n) => ({ inputs: zeros([n, 2, 4]), targets: undefined, count: 2 * n }),
  };
  const loss = (outputs: Tensor) => crossEntropy(outputs, ids(...outputs.shape.slice(0, -1)));
  expect(validate(model, stream, { window: 2, loss }).count).toBe(6);
});
