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
import type { Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';

const UNITS = 23;
const b: readonly number[] = Array.from({ length: UNITS }, (_, i) => (i < 10 ? 1 : -1));

/** `A s` in plain arithmetic: each unit becomes the mean of itself and its successor. */
const advance = (s: readonly number[]): number[] => s.map((x, i) => (x + (s[i + 1] ?? 0)) / 2);

/**
 * `d s_1 / d θ` as back-propagation over 1, 2, ... steps sees it: the sums of `(Aʲ b)_1`, in plain
 * arithmetic. Their limit is -6.
 */
export function sensitivities(steps: number): number[] {
  const seen: number[] = [];
  let influence = b;
  for (let j = 0; j < steps; j++) {
    seen.push((seen.at(-1) ?? 0) + (influence[0] ?? 0));
    influence = advance(influence);
  }
  return seen;
}

/**
 * The influence-balancing problem: `s' = A s + b θ` with 23 units, `A = I / 2 + superdiagonal / 2`,
 * `b` = +1 ten times, then -1 thirteen times, and the loss `(s_1 - 1)² / 2` at every step (Tallec &
 * Ollivier 2017, arXiv:1705.08209). What θ does to the first unit soon is the opposite of what it
 * does in the end: the sensitivity of s_1 tends to -6, the optimum is θ = -1/6, and truncation sees
 * the wrong sign.
 */
export class InfluenceBalancing implements Recurrent<Tensor> {
  readonly outputSize = 1;
  readonly theta: Parameter;
  /** `[23, 23]` The transpose of A. */
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

/** Steps without inputs whose target is 1. */
export function ones(length: number): Stream<Tensor, Tensor> {
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

/** `(s_1 - 1)² / 2`, the mean over the steps. */
export function halfSquaredError(outputs: Tensor, targets: Tensor): Tensor {
  return multiply(meanSquaredError(outputs, targets), 0.5);
}

/**
 * Trains with TBPTT(k, k), online from θ = 0, by plain gradient descent; θ after each update, and
 * the gradients.
 */
export function trainOnline(k: number, updates: number, learningRate: number) {
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
  for (const _ of truncatedBPTT(model, ones(k * updates), { k1: k, optimizer, loss: halfSquaredError }));
  return { thetas, gradients };
}
