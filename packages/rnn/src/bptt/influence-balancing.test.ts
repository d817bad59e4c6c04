/**
 * The influence-balancing problem: `s' = A s + b θ` with 23 units, `A = I / 2 + superdiagonal / 2`, `b` = +1 ten times, then -1 thirteen times, and the
 * loss `(s_1 - 1)² / 2` at every step (Tallec & Ollivier 2017, arXiv:1705.08209). What θ does to the first unit soon is the opposite of what it does in the
 * end: the sensitivity of s_1 tends to -6, the optimum is θ = -1/6, and truncation sees the wrong sign.
 */
import {
  add,
  differentiate,
  matmul,
  meanSquaredError,
  multiply,
  type Outcome,
  Parameter,
  type StepResult,
  scalar,
  slice,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { doubleEngine, expectClose, withEngine } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import type { Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { type Stream, truncatedBPTT } from './truncated-bptt.js';
import { truncationError } from './truncation-error.js';

const UNITS = 23;
const b: readonly number[] = Array.from({ length: UNITS }, (_, i) => (i < 10 ? 1 : -1));

/** `A s` in plain arithmetic: each unit becomes the mean of itself and its successor. */
const advance = (s: readonly number[]): number[] => s.map((x, i) => (x + (s[i + 1] ?? 0)) / 2);

/** `d s_1 / d θ` as back-propagation over 1, 2, ... steps sees it: the sums of `(Aʲ b)_1`. */
function sensitivities(steps: number): number[] {
  const seen: number[] = [];
  let influence = b;
  for (let j = 0; j < steps; j++) {
    seen.push((seen.at(-1) ?? 0) + (influence[0] ?? 0));
    influence = advance(influence);
  }
  return seen;
}

/** The number of steps from which on all are negative, as the limit is. */
const rightFrom = (seen: readonly number[]): number => seen.findLastIndex((x) => x >= 0) + 2;

class InfluenceBalancing implements Recurrent<Tensor> {
  readonly outputSize = 1;
  readonly theta: Parameter;
  /** [23, 23]: A transposed. */
  readonly #transition = tensor(
    [UNITS, UNITS],
    Array.from({ length: UNITS * UNITS }, (_, i) => {
      const [from, to] = [Math.floor(i / UNITS), i % UNITS];
      return from === to || from === to + 1 ? 0.5 : 0;
    }),
  );
  readonly #input = tensor([1, UNITS], b);

  constructor(theta: number) {
    this.theta = new Parameter(scalar(theta));
  }

  initialState(lanes: number): Tensor {
    return zeros([lanes, UNITS]);
  }

  step(_: Sequence, state: Tensor): Stepped<Tensor> {
    const next = add(matmul(state, this.#transition), multiply(this.#input, this.theta));
    return { output: slice(next, 1, 0, 1), state: next };
  }

  unroll(inputs: Sequence, state: Tensor): Unrolled<Tensor> {
    const outputs: Tensor[] = [];
    let current = state;
    for (let t = 0; t < (inputs.shape[0] ?? 0); t++) {
      const { output, state: next } = this.step(inputs, current);
      outputs.push(output);
      current = next;
    }
    return { outputs: stack(outputs), state: current };
  }
}

/** Steps whose target is 1. */
function ones(length: number): Stream<Tensor, Tensor> {
  return {
    lanes: 1,
    length,
    window: (start, steps) => {
      const T = Math.min(steps, length - start);
      const targets = tensor([T, 1, 1], Array<number>(T).fill(1));
      return { inputs: zeros([T, 1, 1]), targets, count: T };
    },
  };
}

const loss = (outputs: Tensor, targets: Tensor): Tensor => multiply(meanSquaredError(outputs, targets), 0.5);

/** Trains with TBPTT(k, k), online, by plain gradient descent; theta after each update, and the gradients. */
function train(k: number, updates: number, learningRate: number) {
  const model = new InfluenceBalancing(0);
  const thetas: number[] = [];
  const gradients: number[] = [];
  const optimizer = {
    step<R extends StepResult>(closure: () => R): Outcome<R> {
      const outcome = differentiate(model, closure);
      const gradient = model.theta.gradient?.item() ?? Number.NaN;
      const theta = model.theta.item() - learningRate * gradient;
      gradients.push(gradient);
      thetas.push(theta);
      model.theta.assign(scalar(theta));
      return outcome;
    },
  };
  for (const _ of truncatedBPTT(model, ones(k * updates), { k1: k, optimizer, loss }));
  return { thetas, gradients };
}

describe('the influence-balancing problem', () => {
  test('has the right sign from 41 steps on, and averaged over the window from 110 on: plain arithmetic', () => {
    const seen = sensitivities(400);
    expectClose(seen.at(-1) ?? 0, -6, { relative: 1e-12, absolute: 0 });
    expect(rightFrom(seen)).toBe(41);
    let total = 0;
    const averages = seen.map((x, i) => {
      total += x;
      return total / (i + 1);
    });
    expect(rightFrom(averages)).toBe(110);
  });

  test('TBPTT(1, 40) goes uphill and TBPTT(1, 41) downhill, by as much as the plain sums say', () => {
    withEngine(doubleEngine(), () => {
      const seen = sensitivities(200);
      const whole = seen.at(-1) ?? 0;
      for (const [k2, cosine] of [
        [1, -1],
        [25, -1],
        [40, -1],
        [41, 1],
        [90, 1],
      ] as const) {
        const model = new InfluenceBalancing(0); // at θ = 0 the state rests at zero
        const error = truncationError(model, ones(200), { k1: 1, k2, loss });
        expectClose(error.cosine, cosine, { relative: 1e-6 });
        expectClose(error.norm, Math.abs(seen[k2 - 1] ?? 0), { relative: 1e-6 });
        expectClose(error.relative, Math.abs((seen[k2 - 1] ?? 0) - whole) / Math.abs(whole), {
          relative: 1e-6,
        });
      }
    });
  });

  test('TBPTT(109, 109) goes uphill and TBPTT(110, 110) downhill', () => {
    withEngine(doubleEngine(), () => {
      // θ must fall to -1/6: a gradient below zero raises it.
      expect(train(109, 1, 0).gradients[0]).toBeLessThan(0);
      expect(train(110, 1, 0).gradients[0]).toBeGreaterThan(0);
    });
  });

  test('online TBPTT(200, 200) finds the optimum, TBPTT(100, 100) drifts away from it', () => {
    withEngine(doubleEngine(), () => {
      expectClose(train(200, 160, 1e-2).thetas.at(-1) ?? 0, -1 / 6, { relative: 1e-4 });
      const { thetas } = train(100, 80, 1e-2);
      expect(thetas.every((theta, i) => theta > (thetas[i - 1] ?? 0))).toBe(true);
      expect(thetas.at(-1)).toBeGreaterThan(0.5);
    });
  });
});
