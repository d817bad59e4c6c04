import { seeded, Tensor } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import type { StackState } from '../stack.js';
import { CharLM } from './char-lm.js';
import { type SampleOptions, sample } from './sample.js';

const model = new CharLM(6, { hidden: 9, layers: 2, random: seeded(11) });

function symbols(options: Partial<SampleOptions<StackState>> = {}): number[] {
  const drawn = sample(model, { random: seeded(5), prime: [1, 2], length: 40, ...options });
  return Array.from(drawn, ({ symbol }) => symbol);
}

/** The probabilities of the symbol after `ids`, by unrolling them in one window. */
function probabilities(ids: readonly number[], temperature = 1): number[] {
  const inputs = { shape: [ids.length, 1], data: Int32Array.from(ids) };
  const { outputs } = model.unroll(inputs, model.initialState(1));
  const logits = [...outputs.toFloats()].slice(-6).map((logit) => logit / temperature);
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
}

describe('sample', () => {
  test('draws as many symbols as asked, all of the vocabulary', () => {
    const drawn = symbols();
    expect(drawn).toHaveLength(40);
    expect(drawn.every((symbol) => symbol >= 0 && symbol < 6)).toBe(true);
  });

  test('draws the same symbols from the same seed, and others from another', () => {
    expect(symbols()).toEqual(symbols());
    expect(symbols({ random: seeded(6) })).not.toEqual(symbols());
  });

  test('draws each symbol as often as its probability says', () => {
    const expected = probabilities([1, 2], 0.5);
    const counts = Array.from({ length: 6 }, () => 0);
    const random = seeded(1);
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      const [first] = sample(model, { random, prime: [1, 2], length: 1, temperature: 0.5 });
      if (first !== undefined) counts[first.symbol] = (counts[first.symbol] ?? 0) + 1;
    }
    counts.forEach((count, symbol) => {
      const p = expected[symbol] ?? 0;
      expect(Math.abs(count / draws - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws) + 1e-3);
    });
  });

  test('at temperature 0, or among the one likeliest, always takes the likeliest', () => {
    const ids = [1, 2];
    for (let i = 0; i < 10; i++) {
      const p = probabilities(ids);
      ids.push(p.indexOf(Math.max(...p)));
    }
    expect(symbols({ temperature: 0, length: 10 })).toEqual(ids.slice(2));
    expect(symbols({ topK: 1, length: 10 })).toEqual(ids.slice(2));
  });

  test('among the k likeliest never draws another', () => {
    const p = probabilities([1, 2]);
    const allowed = [...p.keys()].toSorted((a, b) => (p[b] ?? 0) - (p[a] ?? 0)).slice(0, 2);
    const random = seeded(2);
    for (let i = 0; i < 100; i++) {
      const [first] = sample(model, { random, prime: [1, 2], length: 1, topK: 2 });
      expect(allowed).toContain(first?.symbol);
    }
  });

  test('goes on from a carried state as if it had never stopped', () => {
    const whole = symbols({ length: 20 });
    const random = seeded(5);
    const first = [...sample(model, { random, prime: [1, 2], length: 8 })];
    const last = first.at(-1);
    if (last === undefined) throw new Error('nothing was drawn');
    const rest = sample(model, { random, prime: [last.symbol], length: 12, state: last.state });
    expect([...first, ...rest].map(({ symbol }) => symbol)).toEqual(whole);
  });

  test('a state is an ordinary value: two samples fork from it', () => {
    const [first] = sample(model, { random: seeded(5), prime: [1, 2], length: 1 });
    if (first === undefined) throw new Error('nothing was drawn');
    const go = () => symbols({ prime: [first.symbol], state: first.state, length: 12 });
    expect(go()).toEqual(go());
    expect(first.state.every((layer) => Object.values(layer).every((value) => value instanceof Tensor))).toBe(
      true,
    );
  });

  test('refuses options without meaning, naming what has one', () => {
    expect(() => symbols({ prime: [] })).toThrow('prime is empty; give at least one symbol');
    expect(() => symbols({ temperature: -1 })).toThrow(
      'temperature is -1; it must be a number of at least 0.',
    );
    expect(() => symbols({ temperature: Number.NaN })).toThrow('temperature is NaN');
    expect(() => symbols({ topK: 0 })).toThrow('topK is 0; it must be a whole number of at least 1.');
    expect(() => symbols({ length: -3 })).toThrow('length is -3; it must be a whole number of at least 0.');
    expect(() => symbols({ prime: [6] })).toThrow('6; indices must be from 0 to 5');
  });
});
