import {
  ArgumentError,
  full,
  indices,
  NonFiniteError,
  type Random,
  seeded,
  Tensor,
  tensor,
} from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import type { Recurrent, UnrollableLayer } from '../recurrent.js';
import type { StackState } from '../stack.js';
import { selectLanes } from '../states/select-lanes.js';
import { CharLM } from './char-lm.js';
import { type SampleOptions, sample } from './sample.js';
import type { Stop } from './stop-rule.js';
import { symbolProbabilities } from './symbol-probabilities.js';

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

  test('ends with the first of the symbols that stop it', () => {
    const whole = symbols();
    const stop = whole[5] ?? 0;
    expect(symbols({ stop: [stop] })).toEqual(whole.slice(0, whole.indexOf(stop) + 1));
    expect(symbols({ stop: [] })).toEqual(whole);
  });

  test('the repetition penalty counts what was read and what was drawn', () => {
    const ids = [1, 2];
    for (let i = 0; i < 12; i++) {
      const inputs = { shape: [ids.length, 1], data: Int32Array.from(ids) };
      const logits = model.unroll(inputs, model.initialState(1)).outputs.toFloats().slice(-6);
      const rules = { temperature: 0, repetitionPenalty: 3 };
      ids.push(symbolProbabilities(logits, { ...rules, seen: ids }).indexOf(1));
    }
    expect(symbols({ temperature: 0, repetitionPenalty: 3, length: 12 })).toEqual(ids.slice(2));
    expect(symbols({ temperature: 0, length: 12 })).not.toEqual(ids.slice(2));
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

  test.each([0.05, 0.3, 0.6, 0.9])(
    'among the likeliest with a probability of %d never draws another',
    (topP) => {
      const p = probabilities([1, 2], 0.5);
      const likeliest = [...p.keys()].toSorted((a, b) => (p[b] ?? 0) - (p[a] ?? 0));
      let together = 0;
      const allowed = likeliest.filter((symbol) => {
        const belongs = together < topP;
        together += p[symbol] ?? 0;
        return belongs;
      });
      const random = seeded(2);
      const counts = new Map<number, number>();
      const draws = 2000;
      for (let i = 0; i < draws; i++) {
        const [first] = sample(model, { random, prime: [1, 2], length: 1, temperature: 0.5, topP });
        counts.set(first?.symbol ?? -1, (counts.get(first?.symbol ?? -1) ?? 0) + 1);
      }
      expect(new Set(counts.keys())).toEqual(new Set(allowed));
      const total = allowed.reduce((sum, symbol) => sum + (p[symbol] ?? 0), 0);
      for (const symbol of allowed) {
        const expected = (p[symbol] ?? 0) / total;
        const deviation = Math.sqrt((expected * (1 - expected)) / draws);
        expect(Math.abs((counts.get(symbol) ?? 0) / draws - expected)).toBeLessThanOrEqual(
          4 * deviation + 1e-9,
        );
      }
    },
  );

  test('takes the candidates of topK and topP both, and a whole topP changes nothing', () => {
    expect(symbols({ topP: 1 })).toEqual(symbols());
    expect(symbols({ topK: 1, topP: 0.9 })).toEqual(symbols({ temperature: 0 }));
    expect(symbols({ topP: 1e-9 })).toEqual(symbols({ temperature: 0 }));
    expect(symbols({ topK: 2, topP: 0.999 })).toEqual(symbols({ topK: 2 }));
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
      'temperature is -1; it must be a finite number of at least 0.',
    );
    expect(() => symbols({ temperature: Number.NaN })).toThrow('temperature is NaN');
    expect(() => symbols({ topK: 0 })).toThrow('topK is 0; it must be a whole number of at least 1.');
    expect(() => symbols({ length: -3 })).toThrow('length is -3; it must be a whole number of at least 0.');
    expect(() => symbols({ prime: [6] })).toThrow('6; indices must be from 0 to 5');
  });
});

/** A model whose logits are always the same. */
function constant(logits: readonly number[]): Recurrent<Tensor> {
  return {
    outputSize: logits.length,
    initialState: (lanes) => full([lanes, 1], 0),
    unroll: () => {
      throw new Error('a sample makes single steps.');
    },
    step: (_, state) => ({ output: tensor([1, logits.length], logits), state }),
  };
}

const drawFrom = (logits: readonly number[], options: Partial<SampleOptions<Tensor>> = {}) =>
  Array.from(
    sample(constant(logits), { prime: [0], length: 2000, random: seeded(3), ...options }),
    ({ symbol }) => symbol,
  );

describe('logits that are no distribution', () => {
  test.each([
    ['one of them is NaN', [0, 0, Number.NaN, 0]],
    ['the first is NaN', [Number.NaN, 0, 0, 0]],
    ['all are NaN', Array<number>(4).fill(Number.NaN)],
    ['one of them is Infinity', [0, Number.POSITIVE_INFINITY, 0, 0]],
    ['all are -Infinity', Array<number>(4).fill(Number.NEGATIVE_INFINITY)],
  ])('are an error if %s, for every temperature and topK', (_, logits) => {
    for (const options of [{}, { temperature: 0 }, { temperature: 1e308 }, { topK: 1 }, { topK: 3 }]) {
      expect(() => drawFrom(logits, options)).toThrow(NonFiniteError);
    }
  });

  test('are named, with what to do', () => {
    expect(() => drawFrom([0, 0, Number.NaN])).toThrow(
      'sample: the logit of symbol 2 is NaN. Check the parameters of the model: a model that has diverged cannot be sampled.',
    );
    expect(() => drawFrom([Number.NEGATIVE_INFINITY])).toThrow('the logits of all symbols are -Infinity');
  });

  test('of a model that has diverged are an error', () => {
    const diverged = new CharLM(5, { hidden: 4, random: seeded(1) });
    diverged.head.bias?.assign(tensor([5], [0, 0, Number.NaN, 0, 0]));
    const draw = () => [...sample(diverged, { prime: [3], length: 8, random: seeded(1) })];
    expect(draw).toThrow(NonFiniteError);
  });
});

test('a symbol of logit -Infinity is never drawn', () => {
  const drawn = drawFrom([0, Number.NEGATIVE_INFINITY, 1]);
  expect(new Set(drawn)).toEqual(new Set([0, 2]));
  expect(new Set(drawFrom([0, Number.NEGATIVE_INFINITY, 1], { topK: 3 }))).toEqual(new Set([0, 2]));
});

test.each([1e-300, 0.1, 0.5, 1, 3, 1e308])(
  'the frequencies at temperature %d are those of the softmax, among the likeliest symbols',
  (temperature) => {
    const logits = [1, 0, 2, 2, -1];
    for (const topK of [1, 2, 3, 4, 5, 1000]) {
      // Of equal logits the lower symbol is the likelier.
      const order = [2, 3, 0, 1, 4].slice(0, topK);
      const weights = logits.map((x, i) => (order.includes(i) ? Math.exp((x - 2) / temperature) : 0));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const drawn = drawFrom(logits, { temperature, topK });
      for (const [symbol, weight] of weights.entries()) {
        const p = weight / total;
        const share = drawn.filter((other) => other === symbol).length / drawn.length;
        expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / drawn.length));
      }
    }
  },
);

test.each<[unknown, string]>([
  ['ab', "prime is 'ab'; it must be an array of symbols"],
  ['', "prime is ''"],
  [null, 'prime is null'],
  [3, 'prime is 3'],
  [[Number.NaN], 'element 0 of prime is NaN; symbols are whole numbers of at least 0.'],
  [[0, 1.7], 'element 1 of prime is 1.7'],
  [[undefined], 'element 0 of prime is undefined'],
  [Object.assign(Array<number>(2), { 0: 1 }), 'element 1 of prime is undefined'],
  [['1'], "element 0 of prime is '1'"],
  [[-1], 'element 0 of prime is -1'],
  [[2 ** 31], 'element 0 of prime is 2147483648'],
  [[Number.POSITIVE_INFINITY], 'element 0 of prime is Infinity'],
  [new Float32Array([0.5]), 'element 0 of prime is 0.5'],
  [[1n], 'element 0 of prime is 1n'],
  [{}, 'prime is an object'],
  [Promise.resolve([1]), 'prime is a Promise'],
])('the prime %o is refused before anything is drawn', (prime, message) => {
  const start = () => sample(model, { random: seeded(1), prime: prime as number[] });
  expect(start).toThrow(ArgumentError);
  expect(start).toThrow(`sample: ${message}`);
});

test.each<[Record<string, unknown>, string]>([
  [{ temprature: 2 }, "there is no option 'temprature'; the options are random, prime"],
  [{ temperature: Number.POSITIVE_INFINITY }, 'temperature is Infinity'],
  [{ temperature: '1' }, "temperature is '1'"],
  [{ topK: 1.5 }, 'topK is 1.5'],
  [{ topK: Number.NaN }, 'topK is NaN'],
  [{ length: 1.5 }, 'length is 1.5'],
  [{ length: '3' }, "length is '3'"],
  [{ random: undefined }, 'random is undefined; it must be a seeded generator'],
  [{ random: Math.random }, 'random is the function random'],
])('the options %o are refused before anything is drawn', (options, message) => {
  const start = () => sample(model, { random: seeded(1), prime: [1], ...options });
  expect(start).toThrow(ArgumentError);
  expect(start).toThrow(`sample: ${message}`);
});

test('a model without step is sampled by windows of one step', () => {
  const random = seeded(5);
  const layer = new GRU(3, 3, { random });
  const stepless: UnrollableLayer<{ readonly h: Tensor }> = {
    outputSize: 3,
    initialState: (lanes) => layer.initialState(lanes),
    unroll: (inputs, state, lanes) => layer.unroll(inputs, state, lanes),
  };
  const drawn = [layer, stepless].map((each) =>
    [...sample(each, { prime: [0, 2], length: 12, random: seeded(2) })].map(({ symbol }) => symbol),
  );
  expect(drawn[1]).toEqual(drawn[0]);
});

test('missing models and options are refused', () => {
  const options = { random: seeded(1), prime: [0] };
  expect(() => sample(null as never, options)).toThrow('sample: the model is null');
  expect(() => sample(model, undefined as never)).toThrow('sample: the options are undefined');
});

test('a model may read symbols that it never writes', () => {
  const wide: Recurrent<Tensor> = { ...constant([1, 0]) };
  expect([...sample(wide, { prime: [7], length: 1, random: seeded(1), temperature: 0 })][0]?.symbol).toBe(0);
});

test('logits of another size are refused', () => {
  const wrong = { ...constant([1, 2, 3]), outputSize: 2 };
  expect(() => [...sample(wrong, { prime: [0], length: 1, random: seeded(1) })]).toThrow(
    'sample: the output of model.step is [1, 3]; it must be the logits [1, 2].',
  );
});

describe('several lanes', () => {
  const primes = [[1, 2], [3], [0, 4, 4, 5], [2, 2]];
  const generators = () => primes.map((_, lane) => seeded(20 + lane));
  const byLane = (options: Partial<SampleOptions<StackState>>, lanes = primes.length) => {
    const texts = Array.from({ length: lanes }, (): number[] => []);
    const drawn = sample(model, { random: generators(), prime: primes, length: 15, ...options });
    for (const { lane, symbol } of drawn) texts[lane]?.push(symbol);
    return texts;
  };
  const alone = (options: Partial<SampleOptions<StackState>>) =>
    primes.map((prime, lane) =>
      Array.from(
        sample(model, { length: 15, ...options, prime, random: generators()[lane] as Random }),
        ({ symbol }) => symbol,
      ),
    );

  test.each<Partial<SampleOptions<StackState>>>([
    {},
    { temperature: 0.7, topK: 3, minP: 0.05 },
    { topP: 0.8, repetitionPenalty: 1.3 },
    { stop: [2] },
    { stop: [[2, 2], 5, [0, 1, 0]], length: 60 },
    { length: 0 },
  ])('with generators of their own are what they would be alone, %o', (options) => {
    expect(byLane(options)).toEqual(alone(options));
  });

  test('of one generator draw in the order of steps and lanes', () => {
    const order = [...sample(model, { random: seeded(4), prime: [1, 2], lanes: 3, length: 2 })];
    expect(order.map(({ lane }) => lane)).toEqual([0, 1, 2, 0, 1, 2]);
    const again = sample(model, {
      random: seeded(4),
      prime: [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      length: 2,
    });
    expect(Array.from(again, ({ symbol }) => symbol)).toEqual(order.map(({ symbol }) => symbol));
    expect(new Set(byLane({ prime: [1, 2], lanes: 8, random: seeded(4) }, 8).map(String)).size).toBe(8);
  });

  test('continue from the state of one lane, or of each', () => {
    const { state } = model.unroll(indices([3, 1], [1, 2, 3]));
    const forked = byLane({ prime: [0], lanes: 4, state, length: 6 });
    const each = byLane({ prime: [0], lanes: 4, state: selectLanes(state, [0, 0, 0, 0]), length: 6 });
    expect(forked).toEqual(each);
    expect(forked[1]).toEqual(symbols({ prime: [0], state, length: 6, random: seeded(21) }));
  });

  test('that do not fit are refused', () => {
    const start = (options: object) => () => sample(model, { random: seeded(1), prime: [1], ...options });
    expect(start({ prime: [[1], [2]], lanes: 3 })).toThrow('lanes is 3, but there are 2 lists of symbols');
    expect(start({ prime: [[1], []] })).toThrow('prime 1 is empty');
    expect(start({ prime: [[1], 2] })).toThrow('prime 1 is 2; it must be an array of symbols');
    expect(start({ lanes: 0 })).toThrow('lanes is 0');
    expect(start({ lanes: 2, random: [seeded(1)] })).toThrow('there are 1 generators for 2 lanes');
    expect(start({ lanes: 2, random: [seeded(1), null] })).toThrow('random is null');
  });
});

describe('a text that stops', () => {
  const cycle = (order: readonly number[]): Recurrent<Tensor> => ({
    outputSize: 3,
    initialState: (lanes) => full([lanes, 1], 0),
    unroll: () => {
      throw new Error('a sample makes single steps.');
    },
    step: (input, state) => {
      const next = input instanceof Tensor ? [] : Array.from(input.data, (symbol) => order[symbol] ?? 0);
      const logits = next.flatMap((symbol) => [0, 1, 2].map((each) => (each === symbol ? 9 : 0)));
      return { output: tensor([next.length, 3], logits), state };
    },
  });
  const greedy = (prime: readonly number[], stop: Stop) =>
    Array.from(
      sample(cycle([1, 2, 0]), { prime, stop, length: 9, temperature: 0, random: seeded(1) }),
      ({ symbol }) => symbol,
    );

  test('is the last part of what was drawn, and may begin in what was read', () => {
    expect(greedy([0], [[2, 0]])).toEqual([1, 2, 0]);
    expect(greedy([0], [[0, 1, 2, 0]])).toEqual([1, 2, 0]);
    expect(
      greedy(
        [0],
        [
          [1, 1],
          [2, 0, 1, 2],
        ],
      ),
    ).toEqual([1, 2, 0, 1, 2]);
    expect(greedy([1, 2], [[1, 2]])).toEqual([0, 1, 2]); // what was read alone does not end it
    expect(greedy([0], [[0, 2]])).toHaveLength(9);
    expect(greedy([5], [[5, 0]])).toEqual([0]); // symbol 5 is read, but never written
    expect(greedy([0], 2)).toEqual([1, 2]);
  });

  test('has symbols', () => {
    const stop = (given: unknown) => () => greedy([0], given as never);
    expect(stop([[]])).toThrow('text 0 of stop is empty');
    expect(stop([[0, -1]])).toThrow('element 1 of text 0 of stop is -1');
    expect(stop([1, 'a'])).toThrow("element 1 of stop is 'a'");
    expect(stop([null])).toThrow('text 0 of stop is null');
    expect(stop(3)).toThrow('stop is 3');
    expect(stop(Number.NaN)).toThrow('stop is NaN');
    expect(stop([0, [1, 7]])).toThrow('the last symbol of stop is 7');
    expect(stop('a')).toThrow("stop is 'a'; it must be a symbol, or an array of symbols and of texts");
  });
});
