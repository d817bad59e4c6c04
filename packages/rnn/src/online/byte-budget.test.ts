import {
  ArgumentError,
  crossEntropy,
  Dropout,
  differentiate,
  Engine,
  meanSquaredError,
  multiply,
  type Outcome,
  type StepResult,
  seeded,
  subtract,
  sum,
  type Tensor,
} from '@tbptt/core';
import { currentScope, type Scope } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { CharLM } from '../models/char-lm.js';
import { Stack } from '../stack.js';
import { LearnedState } from '../states/learned-state.js';
import { GradientCollector, gradientOf } from '../testing/gradient-collector.js';
import { onlineSetting, WithHead } from '../testing/online-models.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { extraSegments } from './binomial-schedule.js';
import { byteBudget } from './byte-budget.js';
import { Reversal } from './reversal.js';

/** The least budget of a training and one of about as many segments as asked for. */
function leastBudget(train: (bytes: number) => unknown): number {
  try {
    train(1);
  } catch (error) {
    if (error instanceof ArgumentError) return Number(error.facts['least']);
    throw error;
  }
  throw new TypeError('one byte is enough.');
}

describe('the gradient within a budget is that of the whole window', () => {
  test.each([
    ['one window', { k1: 60 }],
    ['windows that overlap, with a carried state', { k1: 7, k2: 40 }],
    ['several windows of an update', { k1: 20, accumulate: 2 }],
    ['a loss that sums', { k1: 60, weightByLength: false }],
  ])('%s', (_, sizes) => {
    doubleEngine().run(() => {
      const random = seeded(4);
      const body = new LearnedState(new Stack([new GRU(2, 3, { random }), new LSTM(3, 2, { random })]));
      const model = new WithHead(body, 2, random);
      const { stream } = onlineSetting({ T: 60, B: 2, D: 2 }, random);
      const loss = 'weightByLength' in sizes ? summed : meanSquaredError;
      const run = (bytes?: number) => {
        const optimizer = new GradientCollector(model);
        const memory = bytes === undefined ? {} : { memory: byteBudget(bytes) };
        const options = { ...sizes, optimizer, loss, ...memory };
        const updates = [...truncatedBPTT(model, stream, options)];
        return { losses: updates.map(({ loss }) => loss), gradient: optimizer.total };
      };
      const plain = run();
      const least = leastBudget(run);
      for (const bytes of [least, least + 4000, least + 40_000, 2 ** 30]) {
        const { losses, gradient } = run(bytes);
        losses.forEach((loss, i) => expectClose(loss, plain.losses[i] ?? 0, { relative: 1e-12 }));
        gradient.forEach((x, i) =>
          expectClose(x, plain.gradient[i] ?? 0, { relative: 1e-10, absolute: 1e-13 }),
        );
      }
    });
  });

  test('with dropout: masks are replayed, and the generator goes on as if nothing had been run again', () => {
    const run = (bytes: number) => {
      const random = seeded(4);
      const between = new Dropout(0.5, { random });
      const model = new CharLM(5, { hidden: 6, layers: 2, between, random });
      const ids = Int32Array.from({ length: 401 }, (_, i) => (i * i) % 5);
      const optimizer = new Optimizer(model, adam());
      const memory = byteBudget(bytes);
      const options = { k1: 100, optimizer, loss: crossEntropy, memory };
      const losses = Array.from(
        truncatedBPTT(model, new Lanes(ids, { lanes: 1 }), options),
        ({ loss }) => loss,
      );
      return { losses, next: random.float() };
    };
    const once = run(2 ** 30); // a single segment
    const often = run(leastBudget(run) + 20_000);
    expect(often.next).toBe(once.next);
    expect(often.losses).toHaveLength(4);
    often.losses.forEach((loss, i) => expectClose(loss, once.losses[i] ?? 0, { relative: 1e-4 }));
  });
});

test('the propagation runs as many segments again as the closed form says', () => {
  const random = seeded(4);
  const model = new GRU(2, 3, { random });
  const { plain } = onlineSetting({ T: 40, B: 1, D: 2 }, random);
  for (const slots of [1, 2, 3, 7, 40]) {
    const reversal = new Reversal('test', model, (y) => sum(y));
    differentiate(model, () => {
      const scope = currentScope() as Scope;
      const sums = {
        parameters: new Map(),
        reached: new Set<never>(),
        state: [scope.allocateZeros(3)],
        loss: scope.allocateZeros(1),
      };
      const segments = Array.from({ length: 40 }, (_, t) => {
        return { first: t, last: t + 1, window: plain.window(t, 1), weight: 1 };
      });
      const seen: number[] = [];
      reversal.propagate(segments, model.initialState(1), slots, sums, (index) => seen.push(index));
      expect(seen).toEqual(Array.from({ length: 41 }, (_, index) => index));
      return sum(model.weightIh);
    });
    expect(reversal.advanced).toBe(extraSegments(40, slots));
  }
});

test('the memory stays below the budget, beside the model', () => {
  const bytes = 3 * 2 ** 20;
  const random = seeded(4);
  const model = new CharLM(20, { hidden: 64, cell: LSTM, random });
  const ids = Int32Array.from({ length: 4001 }, (_, i) => (i * i) % 20);
  const stream = new Lanes(ids, { lanes: 1 });
  const stepper = {
    step: <R extends StepResult>(closure: () => R): Outcome<R> => differentiate(model, closure),
  };
  const options = { k1: 4000, optimizer: stepper, loss: crossEntropy };
  const own = new Engine();
  own.run(() => {
    for (const _ of truncatedBPTT(model, stream, { ...options, memory: byteBudget(bytes) }));
    expect(own.memory.arena.capacity).toBeLessThan(bytes);
    const budgeted = gradientOf(model);
    for (const _ of truncatedBPTT(model, stream, options));
    expect(own.memory.arena.capacity).toBeGreaterThan(3 * bytes); // what it takes without
    const plain = gradientOf(model);
    const distance = Math.hypot(...plain.map((x, i) => x - (budgeted[i] ?? 0)));
    expect(distance / Math.hypot(...plain)).toBeLessThan(1e-5);
  });
});

/** The sum over positions of the squared errors. */
function summed(outputs: Tensor, targets: Tensor): Tensor {
  const error = subtract(outputs, targets);
  return sum(multiply(error, error));
}
