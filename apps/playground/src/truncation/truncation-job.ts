import { meanSquaredError, multiply, type Tensor, tensor, zeros } from '@tbptt/core';
import { Optimizer, sgd } from '@tbptt/optim';
import { type Stream, suggestWindow, truncatedBPTT } from '@tbptt/rnn';
import { InfluenceBalancing } from '@tbptt/rnn/testing';
import type { Job } from '../work/job.js';

/** How θ is trained. */
export interface TruncationSettings {
  readonly k1: number;
  /** At least k1. */
  readonly k2: number;
  readonly rate: number;
}

/** The state of a training of θ. */
export interface TruncationReport {
  /** The gradient by θ at θ = 0 as TBPTT(k1, k2) sees it, for every k2 from k1 to `LONGEST`. */
  readonly gradients: readonly number[];
  /** The numbers of steps that were read, and θ there. */
  readonly steps: readonly number[];
  readonly thetas: readonly number[];
}

/** The longest window whose gradient is shown. */
const LONGEST = 250;
/** The steps of a training. */
export const STEPS = 16_000;
/** The best θ, and the gradient at θ = 0. */
export const BEST = -1 / 6;
export const RIGHT = 6;
/** A training ends if θ is so far from the best that it will not come back. */
const LOST = 0.6;
const REPORTS = 160;

/** `(s₁ - 1)² / 2`, the mean over the steps. */
function halfSquaredError(outputs: Tensor, targets: Tensor): Tensor {
  return multiply(meanSquaredError(outputs, targets), 0.5);
}

/** A stream without inputs whose target is 1 at every step. */
function ones(length: number): Stream<Tensor, Tensor> {
  return {
    lanes: 1,
    length,
    window: (start, steps) => {
      const T = Math.min(steps, length - start);
      return { inputs: zeros([T, 1, 1]), targets: tensor([T, 1, 1], new Float32Array(T).fill(1)), count: T };
    },
  };
}

/** Measures the gradient of the influence-balancing problem by the window, and trains θ online from 0. */
export function* truncationJob({ k1, k2, rate }: TruncationSettings): Job<TruncationReport> {
  const rest = new InfluenceBalancing(0);
  const { errors } = suggestWindow(rest, ones(LONGEST), { k1, bias: 0, loss: halfSquaredError });
  // With one parameter the cosine is the sign beside that of the whole gradient, which is positive.
  const gradients = errors.map(({ cosine, norm }) => (norm === 0 ? 0 : cosine * norm));
  const [steps, thetas] = [[0], [0]];
  yield { gradients, steps, thetas };
  const model = new InfluenceBalancing(0);
  const optimizer = new Optimizer(model, sgd({ learningRate: rate }));
  const options = { k1, k2, optimizer, loss: halfSquaredError };
  for (const { position } of truncatedBPTT(model, ones(STEPS), options)) {
    const theta = model.theta.item();
    const ends = position.end >= STEPS || Math.abs(theta) > LOST;
    if (ends || position.end >= (steps.at(-1) ?? 0) + STEPS / REPORTS) {
      steps.push(position.end);
      thetas.push(theta);
      yield { gradients, steps: [...steps], thetas: [...thetas] };
    } else yield undefined;
    if (Math.abs(theta) > LOST) return;
  }
}
