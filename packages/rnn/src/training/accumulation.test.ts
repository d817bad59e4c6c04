import { crossEntropy, differentiate, type Indices, kernels, seeded, type Tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { Optimizer, sgd } from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import type { Unrolled } from '../recurrent.js';
import { type Gradients, gradientsOf, Observer } from '../testing/observer.js';
import type { Stepper } from './stepper.js';
import { truncatedBPTT } from './truncated-bptt.js';

afterEach(() => kernels.use('auto'));

const ids = Int32Array.from({ length: 45 }, (_, i) => (i * i + 3 * i) % 7);
const stream = new Lanes(ids, { lanes: 2 }); // 22 steps: five windows of 4 and one of 2
const languageModel = () => new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });
const summed = (outputs: Tensor, targets: Indices): Tensor =>
  crossEntropy(outputs, targets, { reduction: 'sum' });

function observe(options: { accumulate?: number; k2?: number; epochs?: number }, sum = false) {
  const model = languageModel();
  const optimizer = new Observer(model);
  const loss = sum ? summed : crossEntropy;
  const updates = [
    ...truncatedBPTT(model, stream, { k1: 4, ...options, loss, weightByLength: !sum, optimizer }),
  ];
  return { updates, gradients: optimizer.gradients };
}

/** Compares a gradient with the sum of others, each times `weight`. */
function expectSum(actual: Gradients | undefined, parts: readonly Gradients[], weight: number): void {
  for (const [path, gradient] of Object.entries(actual ?? {})) {
    const expected = gradient?.map(
      (_, i) => weight * parts.reduce((sum, part) => sum + (part[path]?.[i] ?? 0), 0),
    );
    expectClose(gradient ?? [], expected ?? [], { relative: 1e-4, absolute: 1e-7, name: path });
  }
}

describe('an update of several windows', () => {
  test('has the gradient of the mean of their losses, the state carried from one to the next', () => {
    const model = languageModel();
    let state = model.initialState(2);
    const losses: number[] = [];
    const parts = [0, 4, 8].map((start) => {
      const { inputs, targets } = stream.window(start, 4);
      const outcome = differentiate(model, () => {
        const { outputs, state: next }: Unrolled<typeof state> = model.unroll(inputs, state);
        return { loss: crossEntropy(outputs, targets), next };
      });
      state = outcome.next;
      losses.push(outcome.loss);
      return gradientsOf(model);
    });
    const { updates, gradients } = observe({ accumulate: 3 });
    expectSum(gradients[0], parts, 1 / 3);
    expectClose(updates[0]?.loss ?? 0, losses.reduce((sum, loss) => sum + loss, 0) / 3, { relative: 1e-6 });
  });

  test.each([[4], [7], [Number.POSITIVE_INFINITY]])(
    'has the gradients of updates of one window, added up, also where the stream ends (k2 = %d)',
    (k2) => {
      const single = observe({ k2, epochs: 2 });
      const several = observe({ k2, epochs: 2, accumulate: 4 });
      const groups = [
        [0, 4],
        [4, 6],
        [6, 10],
        [10, 12],
      ] as const;
      expect(several.gradients).toHaveLength(groups.length);
      for (const [i, [first, last]] of groups.entries()) {
        expectSum(several.gradients[i], single.gradients.slice(first, last), 1 / 4);
        const parts = single.updates.slice(first, last);
        const count = parts.reduce((sum, part) => sum + part.count, 0);
        expect(several.updates[i]?.count).toBe(count);
        const total = parts.reduce((sum, part) => sum + part.loss * part.count, 0);
        expectClose(several.updates[i]?.loss ?? 0, total / count, { relative: 1e-5 });
      }
    },
  );

  test('sums where the loss sums', () => {
    const [single, several] = [observe({}, true), observe({ accumulate: 3 }, true)];
    expectSum(several.gradients[1], single.gradients.slice(3), 1);
    const total = single.updates.slice(3).reduce((sum, { loss }) => sum + loss, 0);
    expectClose(several.updates[1]?.loss ?? 0, total, { relative: 1e-6 });
  });

  test('says which steps it took', () => {
    const { updates } = observe({ accumulate: 4, k2: 7, epochs: 2 });
    const spans = updates.map(({ position: { step, epoch, from, start, end, seen } }) => [
      step,
      epoch,
      from,
      start,
      end,
      seen,
    ]);
    expect(spans).toEqual([
      [0, 0, 0, 0, 16, 32],
      [1, 0, 13, 16, 22, 44],
      [2, 1, 0, 0, 16, 76],
      [3, 1, 13, 16, 22, 88],
    ]);
  });

  test('needs an optimizer that accumulates', () => {
    const model = languageModel();
    const observer = new Observer(model);
    const optimizer: Stepper = { step: (closure) => observer.step(closure) };
    const options = { k1: 4, loss: crossEntropy, optimizer };
    expect(() => truncatedBPTT(model, stream, { ...options, accumulate: 2 }).next()).toThrow(
      'truncatedBPTT: accumulate is 2, but the optimizer cannot accumulate; give one with the methods accumulate and update',
    );
    expect(() => truncatedBPTT(model, stream, { ...options, accumulate: 0 }).next()).toThrow(
      'accumulate is 0; it must be a whole number of at least 1.',
    );
  });
});

test('gradients of a training that failed between the windows of an update are dropped', () => {
  kernels.use('strict');
  const options = { k1: 4, accumulate: 3, loss: crossEntropy };
  const { inputs, targets } = stream.window(0, 4);
  const train = (fails: boolean) => {
    const model = languageModel();
    const optimizer = new Optimizer(model, sgd({ learningRate: 0.5 }));
    if (fails) optimizer.accumulate(() => summed(model.unroll(inputs).outputs, targets)); // and no update
    return Array.from(truncatedBPTT(model, stream, { ...options, optimizer }), (update) => update.loss);
  };
  expect(train(true)).toEqual(train(false));
});
