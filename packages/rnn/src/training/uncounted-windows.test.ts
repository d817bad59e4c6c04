/**
 * Windows in which no target counts: prompts longer than a window, or losses at the end of a
 * sequence only.
 */
import {
  ArgumentError,
  crossEntropy,
  differentiate,
  full,
  IGNORED,
  type Indices,
  indices,
  NonFiniteError,
  parametersOf,
  scalar,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { gradientByLag, truncationError } from '../index.js';
import { CharLM } from '../models/char-lm.js';
import { flattenState } from '../states/flatten-state.js';
import { Observer } from '../testing/observer.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { Stream } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate, validation } from './validate.js';

/** A stream of symbols, of which those counted are followed by a target. */
function streamOf(targets: readonly number[], lanes = 1): Stream {
  return {
    lanes,
    length: targets.length / lanes,
    window(start, n) {
      const data = targets.slice(start * lanes, (start + n) * lanes);
      const inputs = indices(
        [n, lanes],
        data.map((_, i) => (start * lanes + i) % 2),
      );
      const count = data.filter((target) => target !== IGNORED).length;
      return { inputs, targets: indices([n, lanes], data), count };
    },
  };
}

const stream = streamOf([1, 0, IGNORED, IGNORED, 1, 0]);
const languageModel = () => new CharLM(2, { hidden: 4, random: seeded(1) });
const summed = (outputs: Tensor, targets: Indices) => crossEntropy(outputs, targets, { reduction: 'sum' });
/** The mean over counted positions, 0 over none: another convention than NaN. */
const zeroOverNothing = (outputs: Tensor, targets: Indices): Tensor =>
  targets.data.every((target) => target === IGNORED) ? scalar(0) : crossEntropy(outputs, targets);

test.each([6, 3, 2, 1, Number.POSITIVE_INFINITY])(
  'a validation in windows of %d steps is the mean over the counted positions',
  (window) => {
    const model = languageModel();
    const expected = validate(model, stream, { window: 6, loss: crossEntropy });
    expect(expected.count).toBe(4);
    for (const loss of [crossEntropy, zeroOverNothing]) {
      const { loss: mean, count, end } = validate(model, stream, { window, loss });
      expectClose(mean, expected.loss, { relative: 1e-6 });
      expect([count, end]).toEqual([4, 6]);
    }
  },
);

describe.each([
  ['NaN', crossEntropy],
  ['0', zeroOverNothing],
])('with a loss that is %s over no position', (_, loss) => {
  test('there is no update where nothing counts, and the state is carried', () => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const updates = [...truncatedBPTT(model, stream, { k1: 2, optimizer, loss })];
    expect(updates.map(({ position: { step, start, end, seen } }) => [step, start, end, seen])).toEqual([
      [0, 0, 2, 2],
      [1, 4, 6, 4],
    ]);
    expect(updates.map(({ count }) => count)).toEqual([2, 2]);
    expect(optimizer.gradients).toHaveLength(2);
    const { state } = model.unroll(stream.window(0, 6).inputs, model.initialState(1));
    const numbers = (of: typeof state) => Object.values(flattenState(of)).flatMap((x) => [...x.toFloats()]);
    expectClose(numbers(updates[1]?.state ?? []), numbers(state));
    const mean = updates.reduce((sum, update) => sum + update.loss * update.count, 0) / 4;
    expectClose(mean, validate(model, stream, { window: 6, loss: crossEntropy }).loss, { relative: 1e-6 });
  });

  test.each([1, 2, 3, 4])('an update of %d windows has the mean over its counted positions', (accumulate) => {
    const model = languageModel();
    const optimizer = new Observer(model);
    const options = { k1: 2, k2: 4, accumulate, optimizer, loss };
    const updates = [...truncatedBPTT(model, stream, options)];
    const total = updates.reduce((sum, update) => sum + update.loss * update.count, 0);
    expectClose(total / 4, validate(model, stream, { window: 6, loss }).loss, { relative: 1e-6 });
    for (const update of updates) expect(Number.isFinite(update.loss)).toBe(true);
  });
});

test('a sliding window takes the counted positions only', () => {
  const model = languageModel();
  const options = { k1: 1, k2: 2, optimizer: new Observer(model), loss: crossEntropy };
  const updates = [...slidingWindowBPTT(model, stream, options)];
  expect(updates.map(({ position, count }) => [position.start, position.end, count])).toEqual([
    [0, 1, 1],
    [0, 2, 2],
    [1, 3, 1],
    [3, 5, 1],
    [4, 6, 2],
  ]);
});

test('an update number is not used up where nothing counts, so schedules go with the optimizer', () => {
  const model = languageModel();
  const asked: number[] = [];
  const k1 = (update: number): number => {
    asked.push(update);
    return 2;
  };
  for (const _ of truncatedBPTT(model, stream, { k1, optimizer: new Observer(model), loss: crossEntropy }));
  expect(Math.max(...asked)).toBe(2); // two updates: the number after the last is asked for the next window
});

test('an update of three windows with ignored targets is the sum of its positions by hand', () => {
  const targets = [1, 0, IGNORED, 1, IGNORED, IGNORED, IGNORED, IGNORED, 0, 0, 1, IGNORED];
  const two = streamOf(targets, 2);
  const model = languageModel();
  const observer = new Observer(model);
  const options = { k1: 2, k2: Number.POSITIVE_INFINITY, accumulate: 3, optimizer: observer };
  const [update] = truncatedBPTT(model, two, { ...options, loss: crossEntropy });
  const { loss } = differentiate(model, () => {
    const { inputs, targets: next } = two.window(0, 6);
    return summed(model.unroll(inputs, model.initialState(2)).outputs, next);
  });
  expect(update?.count).toBe(6);
  expectClose(update?.loss ?? 0, loss / 6, { relative: 1e-6 });
  expectClose(update?.loss ?? 0, validate(model, two, { window: 2, loss: crossEntropy }).loss, {
    relative: 1e-6,
  });
  // A whole update has 3 windows of 2 steps of 2 lanes.
  for (const [path, parameter] of parametersOf(model)) {
    const expected = parameter.gradient?.toFloats().map((g) => g / 12) ?? [];
    expectClose(observer.gradients[0]?.[path] ?? [], expected, {
      relative: 1e-4,
      absolute: 1e-7,
      name: path,
    });
  }
});

test('a stream of which nothing counts is refused', () => {
  const empty = streamOf([IGNORED, IGNORED, IGNORED]);
  const model = languageModel();
  const optimizer = new Observer(model);
  const options = { k1: 2, optimizer, loss: crossEntropy, epochs: Number.POSITIVE_INFINITY };
  expect(() => [...truncatedBPTT(model, empty, options)]).toThrow(ArgumentError);
  expect(() => [...truncatedBPTT(model, empty, options)]).toThrow(
    'truncatedBPTT: no target of the steps 0 to 3 of the stream counts',
  );
  expect(optimizer.gradients).toHaveLength(0);
  expect(() => validate(model, empty, { window: 2, loss: crossEntropy })).toThrow(
    'validate: no target of the steps 0 to 3 of the stream counts',
  );
  const [part] = validation(model, empty, { window: 2, loss: crossEntropy });
  expect(part).toMatchObject({ loss: Number.NaN, count: 0, end: 2 });
  expect(() => gradientByLag(model, empty, { loss: crossEntropy })).toThrow(
    'gradientByLag: no target of the steps 2 to 3 of the stream counts',
  );
  expect(() => truncationError(model, stream, { k1: 1, k2: 1, ends: [3], loss: crossEntropy })).toThrow(
    'truncationError: no target of the steps 2 to 3',
  );
});

test('a NaN in a counted position is an error that names what is NaN', () => {
  const model = languageModel();
  model.head.bias?.assign(full([2], Number.NaN));
  const options = { k1: 2, optimizer: new Observer(model), loss: crossEntropy };
  expect(() => truncatedBPTT(model, stream, options).next()).toThrow(NonFiniteError);
  expect(() => validate(model, stream, { window: 2, loss: crossEntropy })).toThrow(NonFiniteError);
  expect(() => validate(model, stream, { window: 2, loss: crossEntropy })).toThrow(
    'validate: the loss of the steps 0 to 2 of the stream is NaN. Check the parameters',
  );
});
