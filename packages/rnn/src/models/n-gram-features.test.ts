import { Dropout, indices, multiply, seeded, sum, type Tensor, tensor } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { LSTM } from '../cells/lstm.js';
import { CharLM } from './char-lm.js';
import { NGramFeatures } from './n-gram-features.js';
import { withNGrams } from './with-n-grams.js';

const V = 7;
const [T, B, E] = [6, 2, 3];

/** Two lanes of symbols, [T, B]. */
const symbols = indices([T, B], [1, 4, 2, 5, 3, 6, 1, 0, 2, 1, 3, 2]);

function features(rows = 64, orders: readonly number[] = [2, 3]): NGramFeatures {
  return new NGramFeatures(V, { orders, rows, size: E, random: seeded(3) });
}

/** The vector of a lane at a step. */
function at(outputs: Tensor, t: number, b: number): readonly number[] {
  const [, lanes = 0, width = 0] = outputs.shape;
  return [...outputs.toFloats().subarray((t * lanes + b) * width, (t * lanes + b + 1) * width)];
}

const zeros = [0, 0, 0];

describe('the vectors of n-grams', () => {
  const { outputs } = features().unroll(symbols);

  test('stand side by side, one of each order at each step', () => {
    expect(outputs.shape).toEqual([T, B, 2 * E]);
  });

  test('are equal where the last symbols are, and differ where they do', () => {
    // Lane 0 reads 1 2 3 1 2 3.
    expect(at(outputs, 4, 0).slice(0, E)).toEqual(at(outputs, 1, 0).slice(0, E)); // 1 2
    expect(at(outputs, 5, 0)).toEqual(at(outputs, 2, 0)); // 2 3 and 1 2 3
    expect(at(outputs, 2, 0)).not.toEqual(at(outputs, 1, 0));
  });

  test('are zero where a lane has not read n symbols', () => {
    expect(at(outputs, 0, 0)).toEqual([...zeros, ...zeros]);
    expect(at(outputs, 1, 0).slice(0, E)).not.toEqual(zeros);
    expect(at(outputs, 1, 0).slice(E)).toEqual(zeros);
  });

  test('depend on the order of the symbols', () => {
    const layer = features(4096, [2]);
    const read = (...ids: number[]) => at(layer.unroll(indices([2, 1], ids)).outputs, 1, 0);
    expect(read(1, 2)).not.toEqual(read(2, 1));
    expect(read(1, 2)).toEqual(read(1, 2));
  });

  test('use as many rows as chance would', () => {
    // 40 * 40 bigrams in 1024 rows: of a uniform hash, 1024 (1 - (1 - 1 / 1024)^1600) = 809 in the mean.
    const layer = new NGramFeatures(40, { orders: [2], rows: 1024, size: 1, random: seeded(3) });
    const pairs = Array.from({ length: 1600 }, (_, i) => [Math.floor(i / 40), i % 40]);
    const ids = indices([2, 1600], [...pairs.map(([a = 0]) => a), ...pairs.map(([, b = 0]) => b)]);
    const { outputs } = layer.unroll(ids);
    const used = new Set(outputs.toFloats().subarray(1600));
    expect(Math.abs(used.size - 809)).toBeLessThan(60);
    expect(used.has(0)).toBe(false);
  });
});

test('a window equals its steps and its parts', () => {
  const layer = features();
  const whole = layer.unroll(symbols);
  let state = layer.initialState(B);
  for (let t = 0; t < T; t++) {
    const stepped = layer.step(indices([B], symbols.data.slice(t * B, (t + 1) * B)), state);
    const width = layer.outputSize * B;
    expect([...stepped.output.toFloats()]).toEqual([
      ...whole.outputs.toFloats().subarray(t * width, (t + 1) * width),
    ]);
    state = stepped.state;
  }
  expect(state.recent.toFloats()).toEqual(whole.state.recent.toFloats());
  const first = layer.unroll(indices([1, B], symbols.data.slice(0, B)));
  const rest = layer.unroll(indices([T - 1, B], symbols.data.slice(B)), first.state);
  expect([...first.outputs.toFloats(), ...rest.outputs.toFloats()]).toEqual([...whole.outputs.toFloats()]);
});

test('a lane that starts anew forgets, and one that has ended keeps its last symbols', () => {
  const layer = features();
  const resets = indices([T, B], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const { outputs, state } = layer.unroll(symbols, layer.initialState(B), { resets, lengths: [T, 3] });
  expect(at(outputs, 2, 0)).toEqual([...zeros, ...zeros]);
  expect(at(outputs, 3, 0).slice(0, E)).not.toEqual(zeros);
  expect(at(outputs, 3, 1)).toEqual([...zeros, ...zeros]);
  expect([...state.recent.toFloats()]).toEqual([2 + 1, 3 + 1, 5 + 1, 6 + 1]);
});

describe('a character model with n-grams', () => {
  const model = new CharLM(V, {
    hidden: 4,
    cell: withNGrams(LSTM, { rows: 16, size: E }),
    random: seeded(5),
  });
  test('has the gradients of finite differences, if lanes end early and start anew too', () => {
    const anew = { resets: indices([T, B], [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]), lengths: [T, 4] };
    for (const [lanes, first] of [
      [{}, [2, 2]],
      [anew, [4, 2]],
    ] as const) {
      // No loss where an order has no n-gram: the vector there is a constant for gradients alone.
      const weight = (t: number, b: number, v: number): number =>
        t < (first[b] ?? 0) ? 0 : Math.sin(1 + v + V * (b + B * t));
      const weights = tensor(
        [T, B, V],
        Array.from({ length: T * B * V }, (_, i) =>
          weight(Math.floor(i / (B * V)), Math.floor(i / V) % B, i % V),
        ),
      );
      gradcheck(model, () => {
        const { outputs } = model.unroll(symbols, undefined, lanes);
        return sum(multiply(outputs, weights));
      });
    }
  });

  test('carries its state from window to window and from step to step', () => {
    const whole = model.unroll(symbols);
    let state = model.initialState(B);
    const parts: number[] = [];
    for (let t = 0; t < T; t++) {
      const stepped = model.step(indices([B], symbols.data.slice(t * B, (t + 1) * B)), state);
      parts.push(...stepped.output.toFloats());
      state = stepped.state;
    }
    expectClose(parts, whole.outputs.toFloats());
  });

  test('refuses a state of which a part is missing', () => {
    const Both = withNGrams(LSTM, { rows: 16, size: E });
    const layer = new Both(V, 4, { random: seeded(5) });
    expect(() => layer.unroll(symbols, {})).toThrow('it must be { layer, nGrams }');
  });

  test('has a name that tells its cell', () => {
    expect(withNGrams(LSTM).name).toBe('LSTM with n-grams');
  });
});

test('dropout drops numbers of the vectors in a step alone', () => {
  const dropout = new Dropout(1, { random: seeded(1) });
  const layer = new NGramFeatures(V, { rows: 16, size: E, random: seeded(3), dropout });
  expect(
    layer
      .unroll(symbols)
      .outputs.toFloats()
      .some((x) => x !== 0),
  ).toBe(true);
  gradcheck(layer, () => sum(layer.unroll(symbols).outputs)); // constant: every gradient is 0
});

describe('what cannot be is refused', () => {
  const random = seeded(1);

  test.each([
    [{ orders: [] }, 'the orders are'],
    [{ orders: [1] }, 'an order is 1'],
    [{ orders: [2.5] }, 'an order is 2.5'],
    [{ rows: 0 }, 'rows'],
    [{ size: -1 }, 'size'],
  ])('%o', (options, message) => {
    expect(() => new NGramFeatures(V, { random, ...options })).toThrow(message);
  });

  test('vectors in place of symbols, what is no symbol, and a state of other lanes', () => {
    const layer = features();
    expect(() => layer.unroll(tensor([1, 1, 2], [1, 2]))).toThrow(
      'the inputs are vectors [1, 1, 2]; n-grams are of symbols [T, B]',
    );
    expect(() => layer.unroll(indices([2, 1], [1, V]))).toThrow(
      'NGramFeatures: the index at position 1 of [2, 1] is 7; indices must be from 0 to 6.',
    );
    expect(() => layer.unroll(indices([2, 1], [1, V]), undefined, { lengths: [1] })).not.toThrow();
    expect(() => layer.unroll(symbols, layer.initialState(3))).toThrow(
      'the recent symbols are [3, 2]; they must be [2, 2]',
    );
  });
});
