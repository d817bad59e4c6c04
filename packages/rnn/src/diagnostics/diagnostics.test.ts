import {
  add,
  crossEntropy,
  differentiate,
  meanSquaredError,
  multiply,
  type Outcome,
  Parameter,
  parametersOf,
  type StepResult,
  seeded,
  slice,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { expectClose, GradientMismatchError } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { LSTM } from '../cells/lstm.js';
import { CharLM } from '../models/char-lm.js';
import type { Sequence, Stepped } from '../recurrent.js';
import { LinearRecurrence } from '../testing/linear-recurrence.js';
import { truncatedGradcheck } from '../testing.js';
import type { Stream } from '../training/stream.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { gradientByLag } from './gradient-by-lag.js';
import { suggestWindow } from './suggest-window.js';
import { truncationError } from './truncation-error.js';

/** Steps without content. */
function silence(length: number, lanes = 1): Stream<Tensor, undefined> {
  return {
    lanes,
    length,
    window: (start, steps) => {
      const T = Math.min(steps, length - start);
      return { inputs: zeros([T, lanes, 1]), targets: undefined, count: T * lanes };
    },
  };
}

const lastOutput = (outputs: Tensor): Tensor => {
  const T = outputs.shape[0] ?? 0;
  return sum(slice(outputs, 0, T - 1, T));
};

describe('of h_t = w h_{t-1}', () => {
  const [w, initial] = [0.5, 0.75];

  test('the gradient at lag k is w^k', () => {
    const model = new LinearRecurrence(w, initial);
    const norms = gradientByLag(model, silence(6), { loss: lastOutput });
    expectClose(
      norms,
      [1, 2, 3, 4, 5, 6].map((k) => w ** k),
    );
    expectClose(gradientByLag(model, silence(6), { loss: lastOutput, at: 3, lags: 2 }), [w, w ** 2]);
    expect(model.w.gradient).toBeUndefined();
  });

  test('the norm is over all lanes', () => {
    const norms = gradientByLag(new LinearRecurrence(w, initial), silence(3, 4), { loss: lastOutput });
    expectClose(
      norms,
      [1, 2, 3].map((k) => 2 * w ** k),
    );
  });

  test('k of t steps have k / t of the gradient', () => {
    const options = { k1: 1, loss: lastOutput };
    for (const k2 of [1, 3, 7, 10]) {
      const error = truncationError(new LinearRecurrence(w, initial), silence(10), { ...options, k2 });
      expectClose([error.cosine, error.relative], [1, 1 - k2 / 10]);
      expectClose([error.norm, error.longestNorm], [k2 * w ** 9 * initial, 10 * w ** 9 * initial]);
    }
  });

  test('windows at several places are summed before they are compared', () => {
    const model = new LinearRecurrence(1, initial);
    const options = { k1: 1, k2: 4, loss: lastOutput, ends: [2, 6, 10] };
    expectClose(truncationError(model, silence(10), options).relative, 1 - (2 + 4 + 4) / (2 + 6 + 10));
  });

  test('the suggested window is the smallest within the bias', () => {
    const model = new LinearRecurrence(w, initial);
    for (const [bias, k2] of [
      [0.35, 7],
      [0.001, 10],
      [0, 10],
      [0.95, 1],
    ] as const) {
      const suggested = suggestWindow(model, silence(10), { k1: 1, bias, loss: lastOutput });
      expect(suggested.k2).toBe(k2);
      expect(suggested.errors.map((error) => error.k2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
    expect(suggestWindow(model, silence(10), { k1: 2, bias: 0.35, longest: 4, loss: lastOutput }).k2).toBe(3);
  });

  test('the truncated gradient passes its check, in windows long and short', () => {
    const model = new LinearRecurrence(w, initial);
    const check = (k2: number, end: number) => () =>
      truncatedGradcheck(model, silence(5), { k1: 1, k2, end, loss: lastOutput });
    for (const k2 of [1, 2, 5, Number.POSITIVE_INFINITY]) {
      expect(check(k2, 5)).not.toThrow();
      expect(check(k2, 3)).not.toThrow();
    }
  });
});

const ids = Int32Array.from({ length: 50 }, (_, i) => (i * i + 3 * i) % 7);

describe('of a language model', () => {
  const model = new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });
  const stream = new Lanes(ids, { lanes: 2 });

  test('the truncated gradients are those that truncated back-propagation trains with', () => {
    const gradients: Float64Array[] = [];
    const optimizer = {
      step<R extends StepResult>(closure: () => R): Outcome<R> {
        const outcome = differentiate(model, closure);
        gradients.push(
          Float64Array.from(
            [...parametersOf(model).values()].flatMap((p) => [...(p.gradient?.toFloats() ?? [])]),
          ),
        );
        return outcome;
      },
    };
    const options = { loss: crossEntropy, weightByLength: false };
    const norm = (gradient: Float64Array | undefined) => Math.hypot(...(gradient ?? []));
    for (const _ of truncatedBPTT(model, stream, { ...options, k1: 4, k2: 9, optimizer }));
    const truncated = gradients[4];
    const error = truncationError(model, stream, { loss: crossEntropy, k1: 4, k2: 9, ends: [20] });
    expectClose(error.norm, norm(truncated), { relative: 1e-4 });
    expect(error.relative).toBeGreaterThan(0);
    expect(error.cosine).toBeLessThan(1);
    const full = truncationError(model, stream, { loss: crossEntropy, k1: 4, k2: 20, ends: [20] });
    expect(full.relative).toBe(0);
  });

  test('the truncated gradient is that of finite differences with the incoming state frozen', () => {
    const check = (k2: number) => () =>
      truncatedGradcheck(model, stream, { k1: 3, k2, end: 15, loss: crossEntropy, samples: 8 });
    for (const k2 of [3, 8]) expect(check(k2)).not.toThrow();
  });

  test('the gradient check finds a gradient of which half is missing', () => {
    class HalfDetached extends LinearRecurrence {
      override step(_: Sequence, state: Tensor): Stepped<Tensor> {
        const constant = tensor([], this.w.toFloats());
        const output = multiply(state, multiply(add(this.w, constant), 0.5));
        return { output, state: output };
      }
    }
    const check = () => truncatedGradcheck(new HalfDetached(0.5, 1), silence(4), { k1: 1, loss: lastOutput });
    expect(check).toThrow(GradientMismatchError);
  });

  test('the gradients of states in many tensors are taken together', () => {
    const lstm = new LSTM(2, 3, { random: seeded(5) });
    const inputs = tensor(
      [5, 1, 2],
      Array.from({ length: 10 }, (_, i) => Math.sin(i)),
    );
    const target = zeros([1, 1, 3]);
    const vectors: Stream<Tensor, Tensor> = {
      lanes: 1,
      length: 5,
      window: (start, steps) => ({
        inputs: slice(inputs, 0, start, start + steps),
        targets: target,
        count: steps,
      }),
    };
    const norms = gradientByLag(lstm, vectors, { loss: meanSquaredError });
    const [h, c] = [new Parameter(zeros([1, 3])), new Parameter(zeros([1, 3]))];
    differentiate([h, c], () =>
      meanSquaredError(slice(lstm.unroll(inputs, { h, c }).outputs, 0, 4, 5), target),
    );
    const both = [h, c].flatMap((state) => [...(state.gradient?.toFloats() ?? [])]);
    expectClose(norms[4] ?? 0, Math.hypot(...both), { relative: 1e-4 });
  });
});

test('steps that do not lie in the stream are refused', () => {
  const model = new LinearRecurrence(0.5, 1);
  const loss = lastOutput;
  expect(() => gradientByLag(model, silence(4), { loss, at: 4 })).toThrow(
    'gradientByLag: at is 4; it must be a whole number of steps from 0 to 3.',
  );
  expect(() => gradientByLag(model, silence(4), { loss, lags: 5 })).toThrow('lags is 5');
  expect(() => truncationError(model, silence(4), { loss, k1: 2, k2: 1 })).toThrow(
    'truncationError: k2 is 1; it must be a whole number of steps from 2 to 4.',
  );
  expect(() => truncationError(model, silence(4), { loss, k1: 1, k2: 1, ends: [5] })).toThrow('an end is 5');
  expect(() => suggestWindow(model, silence(4), { loss, k1: 1, bias: -1 })).toThrow('the bias is -1');
  expect(() => truncatedGradcheck(model, silence(4), { loss, k1: 5 })).toThrow('k1 is 5');
});
