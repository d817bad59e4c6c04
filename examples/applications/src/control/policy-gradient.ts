import {
  add,
  crossEntropy,
  logSoftmax,
  meanSquaredError,
  multiply,
  type Random,
  softmax,
  sum,
  tensor,
} from '@tbptt/core';
import { adam, clipByGlobalNorm, linear, Optimizer } from '@tbptt/optim';
import { MOST_STEPS } from './cart-pole.js';
import { type Episodes, play } from './play.js';
import type { Policy } from './policy.js';

/** How a policy is trained. */
export interface PolicyGradientOptions {
  readonly updates: number;
  /** Episodes of an update. */
  readonly lanes: number;
  readonly random: Random;
  /** Is called after each update with the mean length of its episodes. */
  readonly onUpdate?: (update: number, length: number) => void;
}

/** What a later step is worth, step by step, and how far errors of the values reach. */
const [DISCOUNT, TRACE] = [0.99, 0.95];
const [VALUE, ENTROPY] = [0.5, 0.01];

/**
 * Trains a policy by its gradient with a learned baseline (Williams 1992; generalized advantages of
 * Schulman et al. 2016): the loss is `Σ -A log π(a) + VALUE (v - G)² - ENTROPY H(π)` over the steps
 * of whole episodes, through which the gradient goes back in time.
 */
export function policyGradient(
  policy: Policy,
  { updates, lanes, random, onUpdate }: PolicyGradientOptions,
): void {
  const optimizer = new Optimizer(policy, [
    clipByGlobalNorm(0.5),
    adam({ learningRate: linear(5e-3, { steps: updates, startFactor: 1, endFactor: 0.02 }) }),
  ]);
  for (let update = 0; update < updates; update++) {
    const episodes = play(policy, lanes, random, random);
    step(policy, optimizer, episodes);
    onUpdate?.(update, episodes.lengths.reduce((a, b) => a + b, 0) / lanes);
  }
}

function step(policy: Policy, optimizer: Optimizer, episodes: Episodes): void {
  const { seen, actions, lengths, longest } = episodes;
  const shape = [longest, lengths.length];
  const inputs = tensor([...shape, 2], seen);
  const taken = { shape, data: actions };
  const mask = tensor(
    shape,
    Float32Array.from(actions, (action) => (action < 0 ? 0 : 1)),
  );
  const count = lengths.reduce((a, b) => a + b, 0);
  optimizer.step(() => {
    const { logits, values } = policy.unroll(inputs);
    const { advantages, returns } = advantagesOf(values.toFloats(), episodes);
    const losses = crossEntropy(logits, taken, { reduction: 'none' });
    const gain = multiply(sum(multiply(losses, tensor(shape, advantages))), 1 / count);
    const error = meanSquaredError(values, tensor(shape, returns), { weight: mask });
    const entropy = sum(multiply(sum(multiply(softmax(logits), logSoftmax(logits)), -1), mask));
    return add(add(gain, multiply(error, VALUE)), multiply(entropy, ENTROPY / count));
  });
}

/** What each action was better than expected, scaled to a variance of 1, and what its step was worth. */
function advantagesOf(values: Float32Array, { lengths, longest }: Episodes) {
  const lanes = lengths.length;
  const advantages = new Float32Array(longest * lanes);
  const returns = new Float32Array(longest * lanes);
  lengths.forEach((length, lane) => {
    // An episode that was cut off would have gone on.
    let [trace, next] = [0, length === MOST_STEPS ? (values[(length - 1) * lanes + lane] as number) : 0];
    for (let t = length - 1; t >= 0; t--) {
      const at = t * lanes + lane;
      const value = values[at] as number;
      trace = REWARD + DISCOUNT * next - value + DISCOUNT * TRACE * trace;
      next = value;
      advantages[at] = trace;
      returns[at] = trace + value;
    }
  });
  const count = lengths.reduce((a, b) => a + b, 0);
  const mean = advantages.reduce((a, b) => a + b, 0) / count;
  const deviation = Math.sqrt(advantages.reduce((a, b) => a + b * b, 0) / count - mean ** 2) + 1e-6;
  lengths.forEach((length, lane) => {
    for (let t = 0; t < length; t++) {
      const at = t * lanes + lane;
      advantages[at] = ((advantages[at] as number) - mean) / deviation;
    }
  });
  return { advantages, returns };
}

/** What a step is worth, so that values are of the size that a new network gives. */
const REWARD = 0.02;
