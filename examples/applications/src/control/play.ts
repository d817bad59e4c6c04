import { evaluate, type Random, softmax, tensor } from '@tbptt/core';
import { CartPole, MOST_STEPS } from './cart-pole.js';
import type { Policy } from './policy.js';

/** Episodes side by side, as long as the longest of them. */
export interface Episodes {
  /** `[T, B, 2]` */
  readonly seen: Float32Array;
  /** `[T, B]`, IGNORED after the end of an episode. */
  readonly actions: Int32Array;
  /** `[B]` */
  readonly lengths: readonly number[];
  /** T */
  readonly longest: number;
}

/** What the actions of ended episodes are. */
const NONE = -1;

/**
 * Plays `lanes` episodes at once.
 *
 * @param random draws the actions by their probabilities; without it the likelier one is taken.
 */
export function play(policy: Policy, lanes: number, starts: Random, random?: Random): Episodes {
  const carts = Array.from({ length: lanes }, () => new CartPole(starts));
  const seen = new Float32Array(MOST_STEPS * lanes * 2);
  const actions = new Int32Array(MOST_STEPS * lanes).fill(NONE);
  let state = policy.initialState(lanes);
  let longest = 0;
  for (; longest < MOST_STEPS && carts.some((cart) => !cart.hasEnded); longest++) {
    const now = seen.subarray(longest * lanes * 2, (longest + 1) * lanes * 2);
    carts.forEach((cart, lane) => now.set(cart.observe(), 2 * lane));
    const { right, next } = evaluate(() => {
      const { logits, state: following } = policy.step(tensor([lanes, 2], now), state);
      return { right: softmax(logits), next: following };
    });
    state = next;
    const probabilities = right.toFloats();
    carts.forEach((cart, lane) => {
      if (cart.hasEnded) return;
      const bound = random === undefined ? 0.5 : random.float();
      const action = bound < (probabilities[2 * lane + 1] as number) ? 1 : 0;
      actions[longest * lanes + lane] = action;
      cart.push(action);
    });
  }
  return {
    seen: seen.subarray(0, longest * lanes * 2),
    actions: actions.subarray(0, longest * lanes),
    lengths: carts.map(({ steps }) => steps),
    longest,
  };
}
