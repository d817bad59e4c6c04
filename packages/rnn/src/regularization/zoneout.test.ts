import { differentiate, seeded, sum, tensor, zeros } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { LSTM } from '../cells/lstm.js';
import { cellContract } from '../testing.js';
import { Zoneout } from './zoneout.js';

cellContract(
  { describe, test },
  'LSTM without zoneout in Zoneout',
  (inputs, hidden, { random }) =>
    new Zoneout(new LSTM(inputs, hidden, { random }), { random, probabilities: {} }),
);

const [B, D, H] = [50, 2, 40];
const state = {
  h: zeros([B, H]),
  c: tensor(
    [B, H],
    Array.from({ length: B * H }, (_, i) => Math.cos(i)),
  ),
};
const x = tensor(
  [1, B, D],
  Array.from({ length: B * D }, (_, i) => Math.sin(i)),
);

describe('zoneout', () => {
  const random = seeded(6);
  const lstm = new LSTM(D, H, { random });
  const layer = new Zoneout(lstm, { random, probabilities: { c: 0.5, h: 0.1 } });
  const next = lstm.unroll(x, state).state;

  test('inside a step keeps a share of the units of each state as they were', () => {
    const outcome = differentiate(layer, () => {
      const { outputs, state: after } = layer.unroll(x, state);
      return { loss: sum(outputs), outputs, after };
    });
    expect([...outcome.outputs.toFloats()]).toEqual([...outcome.after.h.toFloats()]);
    for (const [name, probability] of [
      ['c', 0.5],
      ['h', 0.1],
    ] as const) {
      const [before, after, fresh] = [
        state[name].toFloats(),
        outcome.after[name].toFloats(),
        next[name].toFloats(),
      ];
      const kept = after.filter((value, i) => value === before[i]).length;
      expect(Math.abs(kept / (B * H) - probability)).toBeLessThan(5 * Math.sqrt(0.25 / (B * H)));
      const moved = [...after.keys()].filter((i) => after[i] !== before[i]);
      expectClose(
        moved.map((i) => after[i] ?? 0),
        moved.map((i) => fresh[i] ?? 0),
      );
    }
  });

  test('outside a step takes the expectation', () => {
    const { c, h } = layer.unroll(x, state).state;
    const [before, fresh] = [state.c.toFloats(), next.c.toFloats()];
    expectClose(
      c.toFloats(),
      fresh.map((value, i) => 0.5 * (before[i] ?? 0) + 0.5 * value),
    );
    expectClose(
      h.toFloats(),
      next.h.toFloats().map((value) => 0.9 * value),
    );
  });

  test('has the gradients of finite differences', () => {
    const small = new Zoneout(new LSTM(2, 3, { random }), { random, probabilities: { c: 0.5, h: 0.3 } });
    const inputs = tensor(
      [4, 2, 2],
      Array.from({ length: 16 }, (_, i) => Math.sin(i)),
    );
    const seed = random.state();
    gradcheck(small, () => {
      random.restore(seed);
      return sum(small.unroll(inputs, small.initialState(2)).outputs);
    });
  });

  test('refuses what is no probability, no state, and a projected layer', () => {
    const make = (probabilities: object) => () => new Zoneout(lstm, { random, probabilities });
    expect(make({ c: 1.5 })).toThrow('Zoneout: the probability of c is 1.5; it must be a number from 0 to 1');
    expect(make({ s: 0.5 })).toThrow('Zoneout: LSTM has no state s; its states are h and c.');
    const projected = new LSTM(D, H, { random, projection: 3 });
    expect(() => new Zoneout(projected, { random, probabilities: {} })).toThrow(
      'a projected layer cannot be wrapped',
    );
  });
});
